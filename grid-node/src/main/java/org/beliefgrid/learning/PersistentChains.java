package org.beliefgrid.learning;

import org.beliefgrid.math.Matrix;

/**
 * The chains of persistent contrastive divergence (Tieleman 2008) in a shard: hidden states that go on from mini-batch to
 * mini-batch, and from round to round in a section of the shard's own.
 */
final class PersistentChains implements AutoCloseable {
    private final int chains;
    private final int hidden;
    private final Matrix states;
    private boolean begun;

    /**
     * @param chains as many as a full mini-batch of the shard has cases
     * @param hidden units
     * @param section where a round before this one left them; missing in the first round
     */
    PersistentChains(int chains, int hidden, State start, String section) {
        this.chains = chains;
        this.hidden = hidden;
        states = new Matrix(chains, hidden);
        if (start.has(section)) {
            states.set(start.get(section), chains * hidden);
            begun = true;
        }
    }

    /** Lets chains that have not begun do so where the first mini-batch, a full one, has its hidden states. */
    void beginAt(Matrix ofData) {
        if (!begun) {
            float[] values = new float[chains * hidden];
            ofData.get(values, values.length);
            states.set(values, values.length);
            begun = true;
        }
    }

    /** Their hidden states [chains x hidden], to be overwritten as they go on. */
    Matrix states() {
        return states;
    }

    /**
     * A copy of their states.
     *
     * @param length of the section; what lies behind the last chain is 0
     */
    float[] copy(int length) {
        float[] copy = new float[length];
        states.get(copy, chains * hidden);
        return copy;
    }

    @Override
    public void close() {
        states.close();
    }
}
