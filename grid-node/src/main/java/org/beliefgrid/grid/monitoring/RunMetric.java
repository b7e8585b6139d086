package org.beliefgrid.grid.monitoring;

import com.hazelcast.jet.core.metrics.Unit;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.beliefgrid.grid.RoundFigure;
import org.beliefgrid.grid.RoundReport;

/** What is told of a run, to whatever reads metrics: each of them under one name and from one source (docs/monitoring.md). */
public enum RunMetric {
    /** Rounds done. */
    ROUND("round", Quantity.NUMBER, "Rounds of the run that are done", of(report -> report.round() + 1)),
    /** Epoch of the last round. */
    EPOCH("epoch", Quantity.NUMBER, "Epoch of the phase, counted from 1; one more than its epochs in a last look",
            of(RoundReport::epoch)),
    /** Epochs of the phase. */
    EPOCHS("epochs", Quantity.NUMBER, "Epochs that the phase takes at most", of(RoundReport::epochs)),
    /** Layer that is trained. */
    LAYER("layer", Quantity.NUMBER, "Layer that is trained, counted from 1 at the data; 0 for all together",
            of(report -> report.stage().layer())),
    /** Of pre-training. */
    RECONSTRUCTION_ERROR("reconstructionError", Quantity.DECIMAL, "Squared error of the reconstruction, a case",
            of(RoundFigure.RECONSTRUCTION_ERROR)),
    /** Of pre-training with held-out cases. */
    FREE_ENERGY_GAP("freeEnergyGap", Quantity.DECIMAL, "Mean free energy of held-out cases less that of cases learned from",
            of(RoundFigure.FREE_ENERGY_GAP)),
    /** Of fine-tuning. */
    LOSS("loss", Quantity.DECIMAL, "Cross-entropy a case, in nats", of(RoundFigure.LOSS)),
    /** Of fine-tuning. */
    TRAINING_ERROR("trainingError", Quantity.PERCENT, "Cases learned from that are taken for another class",
            of(RoundFigure.TRAINING_ERROR)),
    /** Of fine-tuning with held-out cases. */
    VALIDATION_ERROR("validationError", Quantity.PERCENT, "Held-out cases that are taken for another class",
            of(RoundFigure.VALIDATION_ERROR)),
    /** Speed of the last round. */
    CASES_PER_SECOND("casesPerSecond", Quantity.NUMBER, "Cases learned from a second in the last round",
            of(report -> report.work().casesPerSecond())),
    /** Time of the last round. */
    ROUND_TIME("round", Quantity.SECONDS, "Wall-clock time of the last round", of(RoundReport::seconds)),
    /** Of the shards of the last round. */
    SLOWEST_SHARD("slowestShard", Quantity.SECONDS, "Time of the last round's slowest shard",
            of(report -> report.work().slowestShardSeconds())),
    /** Of the shards of the last round. */
    MEAN_SHARD("meanShard", Quantity.SECONDS, "Mean time of the last round's shards",
            of(report -> report.work().meanShardSeconds())),
    /** Cases so far. */
    CASES("cases", Quantity.TOTAL, "Cases learned from", tally -> OptionalDouble.of(tally.cases())),
    /** Bytes so far. */
    BYTES_SENT("bytesSent", Quantity.BYTES_TOTAL, "Bytes that members with shards of the run sent, all their traffic",
            tally -> OptionalDouble.of(tally.bytesSent())),
    /** Re-runs so far. */
    SHARD_RERUNS("shardReruns", Quantity.TOTAL, "Tasks of shards that were started again",
            tally -> OptionalDouble.of(tally.shardReruns()));

    private static final String SUBJECT = "run";

    private final String key;
    private final Quantity quantity;
    private final String help;
    private final Function<RunTally, OptionalDouble> value;

    RunMetric(String key, Quantity quantity, String help, Function<RunTally, OptionalDouble> value) {
        this.key = key;
        this.quantity = quantity;
        this.help = help;
        this.value = value;
    }

    private static Function<RunTally, OptionalDouble> of(ToDoubleFunction<RoundReport> last) {
        return tally -> tally.last().map(report -> OptionalDouble.of(last.applyAsDouble(report)))
                .orElse(OptionalDouble.empty());
    }

    private static Function<RunTally, OptionalDouble> of(RoundFigure figure) {
        return tally -> tally.figure(figure);
    }

    /** Name among the user metrics of the training's Jet job, which are whole numbers: {@code lossMicro} is in millionths. */
    public String jetName() {
        return quantity.jetName(key);
    }

    /** Unit of the Jet metric. */
    public Unit jetUnit() {
        return quantity.jetUnit();
    }

    /** Value of the Jet metric; empty if it is not known. */
    public OptionalLong jetValue(RunTally tally) {
        OptionalDouble found = value.apply(tally);
        return found.isPresent() ? OptionalLong.of(quantity.jetValue(found.getAsDouble())) : OptionalLong.empty();
    }

    /** Name of the attribute of a run's MBean. */
    public String jmxName() {
        return quantity.jmxName(key);
    }

    /** Value of that attribute, as people say it; NaN if it is not known. */
    public double jmxValue(RunTally tally) {
        return value.apply(tally).orElse(Double.NaN);
    }

    /** Name of the family for Prometheus; one of a {@linkplain #isTotal total} is followed by {@code _total}. */
    public String prometheusName() {
        return quantity.prometheusName(SUBJECT, key);
    }

    /** Value for Prometheus, in base units; empty if it is not known. */
    public OptionalDouble prometheusValue(RunTally tally) {
        OptionalDouble found = value.apply(tally);
        return found.isPresent() ? OptionalDouble.of(quantity.prometheusValue(found.getAsDouble())) : found;
    }

    /** Whether it only grows. */
    public boolean isTotal() {
        return quantity.isTotal();
    }

    /** What it is, in one line. */
    public String help() {
        return help;
    }
}
