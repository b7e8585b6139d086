package org.beliefgrid.yarn.client;

import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.cli.TrainingPreview;
import org.beliefgrid.learning.AlgorithmProvider;
import org.beliefgrid.learning.Section;
import org.beliefgrid.learning.TrainingData;

/**
 * How much memory a training takes on one member, in bytes: the table "Memory" of docs/architecture.md as a calculation.
 *
 * @param dataOnHeap blocks with their backups, and prepared shards
 * @param stateOnHeap states, weights, updates and the averaging
 * @param epochsOnHeap shard epochs that run at a time
 * @param epochsOffHeap matrices of those
 * @param parameters of the whole network
 */
record TrainingNeeds(long dataOnHeap, long stateOnHeap, long epochsOnHeap, long epochsOffHeap, long parameters) {
    private static final int STATES_KEPT = 2;
    private static final int STATE_COPIES = 3;
    private static final int BYTES_A_STATE = 24;
    private static final int ROUNDS_OF_WEIGHTS = 3;
    private static final int ACTIVATIONS_A_UNIT = 8;
    private static final long SLICES_OF_SUMS = 3 * 512L * 1024;

    /**
     * The needs of a training.
     *
     * @param training what is trained
     * @param fewest members that may have to carry all of it, at least 1
     * @param threads shard epochs at a time on a member
     */
    static TrainingNeeds of(TrainingPreview training, int fewest, int threads) {
        List<Integer> widths = new ArrayList<>(List.of(training.visible()));
        widths.addAll(training.plan().hidden());
        widths.add(training.classes());
        long parameters = 0;
        long units = widths.get(0);
        for (int layer = 1; layer < widths.size(); layer++) {
            long below = widths.get(layer - 1);
            long above = widths.get(layer);
            parameters += below * above + below + above;
            units += above;
        }
        parameters = training.plan().algorithm().isDefault() ? parameters : parametersOfOther(training);
        long cases = training.cases();
        int shards = training.plan().shards();
        int shardsHere = ceil(shards, fewest);
        int running = Math.min(threads, shardsHere);
        long casesOfShard = ceil(cases, shards);
        long widest = widths.stream().limit(widths.size() - 1L).max(Integer::compare).orElseThrow();
        int copies = Math.min(2, fewest);
        long blocks = copies * ceil(cases * training.visible() * training.bytesAValue(), fewest);
        long prepared = Float.BYTES * casesOfShard * widest * shardsHere;
        long states = (long) STATES_KEPT * Math.min(STATE_COPIES, fewest) * BYTES_A_STATE * parameters / fewest;
        long state = states + (ROUNDS_OF_WEIGHTS + 1L) * 8 * parameters + 8L * parameters * shardsHere + SLICES_OF_SUMS;
        long epochs = running * (casesOfShard * training.visible() * training.bytesAValue() + 16 * parameters);
        long matrices = running * (8 * parameters + (long) ACTIVATIONS_A_UNIT * Float.BYTES * training.plan()
                .miniBatch() * units);
        return new TrainingNeeds(blocks + prepared, state, epochs, matrices, parameters);
    }

    /** Of another algorithm than deep belief networks: the numbers that shards send, of the algorithm that has most of them. */
    private static long parametersOfOther(TrainingPreview training) {
        return AlgorithmProvider.of(training.plan()).algorithms(training.plan(), TrainingData.of(training.visible(),
                training.classes())).stream().mapToLong(algorithm -> algorithm.layout().stream()
                        .filter(section -> section.role() == Section.Role.LEARNED).mapToLong(Section::length).sum())
                .max().orElseThrow();
    }

    private static long ceil(long value, long by) {
        return (value + by - 1) / by;
    }

    private static int ceil(int value, int by) {
        return (value + by - 1) / by;
    }

    long onHeap() {
        return dataOnHeap + stateOnHeap + epochsOnHeap;
    }
}
