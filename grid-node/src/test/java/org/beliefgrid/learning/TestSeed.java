package org.beliefgrid.learning;

/** The seed of this test run, from {@code -Dbeliefgrid.test.seed}; every random test prints it by its name or its messages. */
final class TestSeed {
    static final long VALUE = Long.getLong("beliefgrid.test.seed", 20150601L);

    private TestSeed() {
    }

    /** What a failed random test says, so that it can be replayed. */
    static String replay(String what) {
        return what + " (replay with -Dbeliefgrid.test.seed=" + VALUE + ")";
    }
}
