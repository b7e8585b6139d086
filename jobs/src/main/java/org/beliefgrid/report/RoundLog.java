package org.beliefgrid.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.grid.ShardWork;
import org.beliefgrid.learning.BackPropagation;
import org.beliefgrid.learning.Figure;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.RbmPretraining;
import org.beliefgrid.learning.Section;

/**
 * The rounds of a run as far as this process saw them, added up to epochs and phases: the only source of the figures that
 * terminal, JSON, live page and report have. Thread-safe.
 */
public final class RoundLog {
    private final List<IterativeAlgorithm> algorithms;
    private final List<Epoch> epochs = new ArrayList<>();
    private final Map<String, Phase> phases = new LinkedHashMap<>();
    /** Of the epoch that is running, by name: what is measured in its first rounds only is shown with the last. */
    private final Map<String, Mean> figures = new LinkedHashMap<>();
    private final SortedMap<Integer, ShardTotal> shards = new TreeMap<>();
    private double workDone;
    private double workBefore;
    private double secondsOfWork;
    private int lastRound = -1;
    private long casesOfEpoch;
    private double secondsOfEpoch;
    private long bytesSent;

    /**
     * What a shard took.
     *
     * @param shard counted from 0
     * @param member that learned from it last, host:port
     * @param owner member that its cases lay on then, host:port
     * @param rounds that it took part in
     * @param lastSeconds of its last round
     * @param seconds of all its rounds
     * @param reruns tasks that were started again
     */
    public record ShardTotal(int shard, String member, String owner, int rounds, double lastSeconds, double seconds,
            int reruns) {
        ShardTotal and(ShardWork work) {
            return new ShardTotal(shard, work.member(), work.owner(), rounds + 1, work.seconds(), seconds + work.seconds(),
                    reruns + work.reruns());
        }

        /** Seconds a round. */
        public double meanSeconds() {
            return rounds == 0 ? 0 : seconds / rounds;
        }
    }

    /**
     * An epoch, or the part of it that is done.
     *
     * @param phase such as {@code fine-tuning}
     * @param epoch counted from 1; {@code epochs + 1} if it only looked at the result
     * @param epochs of the phase
     * @param seconds wall-clock time of its rounds
     * @param cases learned from, 0 if it only looked
     * @param figures means over its rounds, weighted by the cases learned from
     */
    public record Epoch(String phase, int epoch, int epochs, double seconds, long cases, List<Figure> figures) {
        /** Figures by their names. */
        public Map<String, Double> values() {
            Map<String, Double> values = new LinkedHashMap<>();
            figures.forEach(figure -> values.put(figure.name(), figure.value()));
            return values;
        }
    }

    /**
     * One algorithm of a run.
     *
     * @param name such as {@code pre-training layer 1}
     * @param fineTuning whether it is that
     * @param epochs that it takes
     * @param epoch the last one that was seen to end; 0 before
     * @param rounds that were seen
     * @param seconds wall-clock time of these
     * @param cases learned from in these
     */
    public record Phase(String name, boolean fineTuning, int epochs, int epoch, int rounds, double seconds, long cases) {
        Phase and(RoundReport report) {
            return new Phase(name, fineTuning, epochs, report.endsEpoch() ? Math.min(epochs, report.epoch()) : epoch, rounds
                    + 1,
                    seconds + report.seconds(), cases + report.cases());
        }
    }

    /** @param algorithms of the run, in their order */
    public RoundLog(List<IterativeAlgorithm> algorithms) {
        this.algorithms = List.copyOf(algorithms);
        for (IterativeAlgorithm algorithm : algorithms) {
            phases.put(algorithm.name(), new Phase(algorithm.name(), algorithm instanceof BackPropagation, algorithm.epochs(),
                    0, 0,
                    0, 0));
        }
    }

    /** Takes rounds for done that were done before: those of the first algorithms, and some of the next one. */
    public synchronized void startAt(int algorithm, int rounds) {
        for (int index = 0; index <= algorithm; index++) {
            workBefore += work(algorithms.get(index)) * (index < algorithm ? algorithms.get(index).rounds() : rounds);
        }
    }

    /**
     * Takes in a round. A round reported twice counts once.
     *
     * @return the epoch with it; empty if it was known
     */
    public synchronized Optional<Epoch> add(RoundReport report) {
        if (report.round() <= lastRound) {
            return Optional.empty();
        }
        lastRound = report.round();
        phases.computeIfPresent(report.algorithm(), (name, phase) -> phase.and(report));
        bytesSent += report.work().bytesSent();
        for (ShardWork work : report.work().shards()) {
            shards.put(work.shard(), shards.getOrDefault(work.shard(),
                    new ShardTotal(work.shard(), "", "", 0, 0, 0, 0)).and(work));
        }
        double work = algorithms.stream().filter(algorithm -> algorithm.name().equals(report.algorithm()))
                .mapToDouble(RoundLog::work).findFirst().orElse(0);
        workDone += work;
        secondsOfWork += work > 0 ? report.seconds() : 0;
        report.figures().forEach(figure -> figures.computeIfAbsent(figure.name(), name -> new Mean()).add(figure,
                report.cases()));
        casesOfEpoch += report.cases();
        secondsOfEpoch += report.seconds();
        Epoch epoch = new Epoch(report.algorithm(), report.epoch(), report.epochs(), secondsOfEpoch, casesOfEpoch,
                figures.values().stream().map(Mean::figure).toList());
        if (report.endsEpoch()) {
            epochs.add(epoch);
            figures.clear();
            casesOfEpoch = 0;
            secondsOfEpoch = 0;
        }
        return Optional.of(epoch);
    }

    /** A figure over the rounds of an epoch so far: their mean, weighted by the cases learned from. */
    private static final class Mean {
        private Figure last;
        private double sum;
        private double weights;

        void add(Figure figure, long cases) {
            double weight = Math.max(1, cases);
            last = figure;
            sum += weight * figure.value();
            weights += weight;
        }

        Figure figure() {
            return new Figure(last.name(), sum / weights, last.unit());
        }
    }

    /**
     * Relative cost of a round: five products of the size of its weights for contrastive divergence, three for
     * back-propagation; 0 for what only looks at the data.
     */
    private static double work(IterativeAlgorithm algorithm) {
        if (!(algorithm instanceof BackPropagation || algorithm instanceof RbmPretraining)) {
            return 0;
        }
        double learned = algorithm.layout().stream().filter(section -> section.role() == Section.Role.LEARNED)
                .mapToDouble(Section::length).sum();
        return learned * (algorithm instanceof BackPropagation ? 3 : 5) * algorithm.epochsARound() / algorithm.roundsAnEpoch();
    }

    /** Every epoch that was seen to end, in order. */
    public synchronized List<Epoch> epochs() {
        return List.copyOf(epochs);
    }

    /** All phases of the run, in order. */
    public synchronized List<Phase> phases() {
        return List.copyOf(phases.values());
    }

    /** What each shard took so far, by its number. */
    public synchronized List<ShardTotal> shards() {
        return List.copyOf(shards.values());
    }

    /** Bytes that members sent in all rounds. */
    public synchronized long bytesSent() {
        return bytesSent;
    }

    /** Seconds until the last round ends if all goes on as it went; empty before it is known. */
    public synchronized OptionalLong secondsLeft() {
        if (workDone == 0) {
            return OptionalLong.empty();
        }
        double all = algorithms.stream().mapToDouble(algorithm -> algorithm.rounds() * work(algorithm)).sum();
        return OptionalLong.of(Math.max(0, Math.round(secondsOfWork / workDone * (all - workBefore - workDone))));
    }

    /** Share of all rounds' work that is done, 0 to 1; by rounds that learn. */
    public synchronized double share() {
        double all = algorithms.stream().mapToDouble(algorithm -> algorithm.rounds() * work(algorithm)).sum();
        return all == 0 ? 0 : Math.min(1, (workBefore + workDone) / all);
    }

    /** Seconds of all rounds of pre-training. */
    public double pretrainSeconds() {
        return phases().stream().filter(phase -> !phase.fineTuning()).mapToDouble(Phase::seconds).sum();
    }

    /** Seconds of all rounds of fine-tuning. */
    public double finetuneSeconds() {
        return phases().stream().filter(Phase::fineTuning).mapToDouble(Phase::seconds).sum();
    }

    /** Cases learned from a second, over all rounds. */
    public double casesPerSecond() {
        double seconds = phases().stream().mapToDouble(Phase::seconds).sum();
        return seconds == 0 ? 0 : phases().stream().mapToLong(Phase::cases).sum() / seconds;
    }
}
