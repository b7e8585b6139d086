package org.beliefgrid.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/**
 * What the kernel adds to the parameters on average: a round of one mini-batch in which a small data set lies very many times,
 * with a learning rate of 1 and without momentum, and that over many rounds, each with draws of its own.
 */
final class MeanIncrement {
    private MeanIncrement() {
    }

    /** Copies of a small data set, one case after the other, with labels. */
    static ShardCases copies(float[][] data, int[] labels, int copies) {
        int units = data[0].length;
        int cases = data.length * copies;
        float[] values = new float[cases * units];
        int[] copied = new int[cases];
        for (int i = 0; i < cases; i++) {
            System.arraycopy(data[i % data.length], 0, values, i * units, units);
            copied[i] = labels[i % data.length];
        }
        return ShardCases.ofFloats(units, values, copied);
    }

    /**
     * Measures it.
     *
     * @param algorithm of learning rate 1, without momentum, block momentum or sparsity, its mini-batch as large as the shard
     * @param parameters the learned sections, in order
     * @return means over the rounds, all sections one after the other
     */
    static double[] of(RbmPretraining algorithm, ShardCases shard, List<float[]> parameters, int rounds) {
        State.Builder start = new State.Builder();
        int next = 0;
        for (Section section : algorithm.layout()) {
            start.add(section, section.role() == Section.Role.LEARNED ? parameters.get(next++) : new float[section.length()]);
        }
        State state = start.build();
        double[] sum = new double[parameters.stream().mapToInt(section -> section.length).sum()];
        for (int round = 0; round < rounds; round++) {
            List<float[]> averaged = algorithm.shardEpoch(shard, state, new RoundPlace(round, 0, 3)).averaged();
            int place = 0;
            for (float[] velocities : averaged.subList(parameters.size(), averaged.size())) {
                for (float velocity : velocities) {
                    sum[place++] += velocity / rounds;
                }
            }
            assertEquals(sum.length, place);
        }
        return sum;
    }
}
