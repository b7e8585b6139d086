package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code config/log4j2.xml} tells. */
class LogLevelTest {
    @AfterEach
    void forget() {
        System.clearProperty(BeliefGrid.GRID_LOG);
    }

    @Test
    void whoRunsAMemberIsToldHazelcastsWarnings() {
        System.setProperty(BeliefGrid.GRID_LOG, BeliefGrid.gridLog("member", "--port", "5701"));
        assertEquals(set().orElse(Level.WARN), levelOf("com.hazelcast.internal.partition.impl.PartitionReplicaManager"));
    }

    @Test
    void whoRunsAnotherCommandIsToldItsErrors() {
        System.setProperty(BeliefGrid.GRID_LOG, BeliefGrid.gridLog("train", "--members", "2"));
        assertEquals(set().orElse(Level.ERROR), levelOf("com.hazelcast.internal.partition.impl.PartitionReplicaManager"));
        assertEquals(set().orElse(Level.ERROR), levelOf(UncaughtFailures.GRID_LOGGER));
        assertEquals(set().orElse(Level.WARN), levelOf("org.beliefgrid.grid.GridMember"));
    }

    @Test
    void whoStartsAMemberInAnotherWayIsToldThemToo() {
        assertEquals(set().orElse(Level.WARN), levelOf("com.hazelcast.internal.partition.impl.PartitionReplicaManager"));
        assertEquals("error", BeliefGrid.gridLog());
    }

    /** The level that the environment asks for, which counts for everything. */
    private static Optional<Level> set() {
        return Optional.ofNullable(System.getenv("BELIEFGRID_LOG")).map(Level::valueOf);
    }

    private static Level levelOf(String logger) {
        LoggerContext context = new LoggerContext("of " + logger, null, Path.of("../config/log4j2.xml").toUri());
        context.start();
        try {
            return context.getLogger(logger).getLevel();
        } finally {
            context.stop();
        }
    }
}
