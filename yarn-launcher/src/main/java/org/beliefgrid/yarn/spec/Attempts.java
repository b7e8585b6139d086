package org.beliefgrid.yarn.spec;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/**
 * How often YARN starts an application master.
 *
 * @param most attempts that may fail
 */
public record Attempts(int most) {
    /** What is asked of YARN. */
    public static final int WANTED = 2;

    /** As the cluster allows: its settings are an upper bound, and YARN does not tell a master. */
    public static Attempts of(Configuration cluster) {
        return new Attempts(Math.min(WANTED, cluster.getInt(YarnConfiguration.RM_AM_MAX_ATTEMPTS,
                YarnConfiguration.DEFAULT_RM_AM_MAX_ATTEMPTS)));
    }

    /**
     * Whether no other may come after one that fails. Attempts that ended without a fault of theirs do not count for YARN, but
     * do here: rather one attempt too few than a failure without its reason.
     *
     * @param attempt from 1
     */
    public boolean isLast(int attempt) {
        return attempt >= most;
    }
}
