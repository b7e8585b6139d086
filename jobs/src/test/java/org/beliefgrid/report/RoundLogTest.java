package org.beliefgrid.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.grid.RoundStage;
import org.beliefgrid.grid.RoundWork;
import org.beliefgrid.learning.Figure;
import org.beliefgrid.report.Curves.Chart;
import org.beliefgrid.report.RoundLog.Epoch;
import org.beliefgrid.report.RoundLog.ShardTotal;
import org.junit.jupiter.api.Test;

class RoundLogTest {
    private final RoundLog log = SmallRun.log();

    @Test
    void timesAndCasesOfPhasesAreThoseOfTheirRounds() {
        assertEquals(0.75, log.pretrainSeconds());
        assertEquals(2, log.finetuneSeconds());
        assertEquals(300 / 2.75, log.casesPerSecond(), 1e-12);
        assertEquals(List.of("pre-training layer 1", "fine-tuning"), log.phases().stream().map(RoundLog.Phase::name).toList());
        assertEquals(List.of(2, 1), log.phases().stream().map(RoundLog.Phase::epoch).toList());
        assertEquals(3000, log.bytesSent());
    }

    @Test
    void aRoundThatIsReportedTwiceCountsOnce() {
        assertTrue(log.add(SmallRun.round(2, "fine-tuning", 1, 30, 2, new Figure("loss", 0.75))).isEmpty());
        assertEquals(3, log.epochs().size());
        assertEquals(2, log.finetuneSeconds());
    }

    @Test
    void figuresOfAnEpochAreMeansOfItsRoundsByCases() {
        RoundLog parts = new RoundLog(SmallRun.algorithms());
        parts.add(part(0, false, 300, 1));
        assertEquals(List.of(), parts.epochs());
        parts.add(part(1, true, 100, 5));
        Epoch epoch = parts.epochs().get(0);
        assertEquals(Map.of("loss", 2.0), epoch.values());
        assertEquals(400, epoch.cases());
        assertEquals(2, epoch.seconds());
    }

    private static RoundReport part(int round, boolean last, long cases, double loss) {
        return new RoundReport(new RoundStage(round, "fine-tuning", 0, 1, 30, last), List.of(new Figure("loss", loss)),
                new RoundWork(cases, 1, 0, List.of()));
    }

    @Test
    void shardsHaveTheirTimesAndReRuns() {
        ShardTotal second = log.shards().get(1);
        assertEquals(2, log.shards().size());
        assertEquals(3, second.rounds());
        assertEquals(2.75 / 3, second.meanSeconds(), 1e-12);
        assertEquals(2, second.lastSeconds());
        assertEquals(2, second.reruns());
        assertEquals("127.0.0.1:5702", second.member());
        assertEquals("127.0.0.1:5701", second.owner());
    }

    @Test
    void theTimeLeftFallsWithTheWorkThatIsDone() {
        RoundLog all = new RoundLog(SmallRun.algorithms());
        assertTrue(all.secondsLeft().isEmpty());
        int epochs = SmallRun.PLAN.pretraining().epochs();
        all.add(SmallRun.round(0, "pre-training layer 1", 1, epochs, 1));
        double share = all.share();
        assertEquals(1 / share - 1, all.secondsLeft().orElseThrow(), 0.5);
        RoundLog late = new RoundLog(SmallRun.algorithms());
        late.startAt(0, epochs - 1);
        late.add(SmallRun.round(epochs - 1, "pre-training layer 1", epochs, epochs, 1));
        assertEquals(epochs * share, late.share(), 1e-9);
    }

    @Test
    void chartsHoldWhatWasMeasured() {
        List<Chart> charts = Curves.of(log.epochs());
        assertEquals(List.of("reconstruction error", "loss", "error"), charts.stream().map(Chart::title).toList());
        assertEquals(new Curves.Series("pre-training layer 1", List.of(1, 2), List.of(47.25, 31.5)), charts.get(0).series()
                .get(0));
        assertEquals(new Curves.Series("training error", List.of(1), List.of(12.5)), charts.get(2).series().get(0));
    }

    @Test
    void whatIsSaidOfTheWeightsAfterAnEpochStandsAtThatEpoch() {
        List<Epoch> epochs = List.of(
                new Epoch("fine-tuning", 1, 2, 1, 10, List.of(new Figure("validation error (start)", 90, "%"))),
                new Epoch("fine-tuning", 2, 2, 1, 10, List.of(new Figure("validation error (epoch 1)", 20, "%"))),
                new Epoch("fine-tuning", 3, 2, 1, 0, List.of(new Figure("validation error (mean of the last 2 epochs)", 10,
                "%"))));
        assertEquals(List.of(new Chart("error", "%", List.of(new Curves.Series("validation error", List.of(0, 1, 2),
                List.of(90.0, 20.0, 10.0))))), Curves.of(epochs));
    }
}
