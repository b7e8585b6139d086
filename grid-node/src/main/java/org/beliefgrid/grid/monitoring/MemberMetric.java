package org.beliefgrid.grid.monitoring;

import java.util.function.ToDoubleFunction;

/** What is told of a member, counted since it started (docs/monitoring.md). */
public enum MemberMetric {
    /** Members that it sees. */
    MEMBERS("members", Quantity.NUMBER, "Members of the grid that this one sees, itself included", MemberReading::members),
    /** Its training threads. */
    TRAINING_THREADS("trainingThreads", Quantity.NUMBER, "Shard epochs at a time", MemberReading::trainingThreads),
    /** Shard epochs done. */
    SHARD_EPOCHS("shardEpochs", Quantity.TOTAL, "Shard epochs that ran here", reading -> reading.statistics().tasks()),
    /** Their time. */
    SHARD_TIME("shard", Quantity.SECONDS_TOTAL, "Wall-clock time of the shard epochs that ran here",
            MemberReading::shardSeconds),
    /** Blocks read here. */
    LOCAL_BLOCK_READS("localBlockReads", Quantity.TOTAL, "Blocks of cases that were read where they lie",
            reading -> reading.statistics().localBlockReads()),
    /** Blocks read from elsewhere. */
    REMOTE_BLOCK_READS("remoteBlockReads", Quantity.TOTAL, "Blocks of cases that were read from other members",
            reading -> reading.statistics().remoteBlockReads()),
    /** Bytes sent. */
    BYTES_SENT("bytesSent", Quantity.BYTES_TOTAL, "Bytes sent to other members and to clients", MemberReading::bytesSent);

    private static final String SUBJECT = "member";

    private final String key;
    private final Quantity quantity;
    private final String help;
    private final ToDoubleFunction<MemberReading> value;

    MemberMetric(String key, Quantity quantity, String help, ToDoubleFunction<MemberReading> value) {
        this.key = key;
        this.quantity = quantity;
        this.help = help;
        this.value = value;
    }

    /** Name of the attribute of the member's MBean. */
    public String jmxName() {
        return quantity.jmxName(key);
    }

    double jmxValue(MemberReading reading) {
        return value.applyAsDouble(reading);
    }

    /** Name of the family for Prometheus; one of a {@linkplain #isTotal total} is followed by {@code _total}. */
    public String prometheusName() {
        return quantity.prometheusName(SUBJECT, key);
    }

    double prometheusValue(MemberReading reading) {
        return quantity.prometheusValue(value.applyAsDouble(reading));
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
