package org.beliefgrid.store;

/** The seed of random tests: {@code -Dbeliefgrid.test.seed=...} replays a run. Tests name it in their messages. */
final class TestSeed {
    static final long SEED = Long.getLong("beliefgrid.test.seed", 20150601);

    private TestSeed() {
    }
}
