package org.beliefgrid.model;

/**
 * What a shard learns between two averagings: some mini-batches, or one epoch or several. Fewer averagings cost less time on a
 * slow network, and shards drift further apart between them.
 *
 * @param miniBatches 1 and up, or 0 where it is epochs
 * @param epochs 1 and up; 1 where it is mini-batches, which are parts of one
 */
public record AverageEvery(int miniBatches, int epochs) {
    /** One averaging an epoch. */
    public static final AverageEvery EPOCH = new AverageEvery(0, 1);

    private static final String NAME = "averageEvery";

    public AverageEvery {
        new Check().that(miniBatches >= 0, NAME, "epoch, or 1 or more", miniBatches)
                .that(epochs >= 1, NAME + ".epochs", "1 or more", epochs)
                .that(miniBatches == 0 || epochs == 1, NAME, "mini-batches or epochs", miniBatches + " and " + epochs)
                .orThrow();
    }

    /**
     * Parts of an epoch.
     *
     * @param count of mini-batches, 1 and up
     */
    public static AverageEvery miniBatches(int count) {
        new Check().that(count >= 1, NAME, "epoch, or 1 or more", count).orThrow();
        return new AverageEvery(count, 1);
    }

    /**
     * Whole epochs.
     *
     * @param count of epochs, 1 and up
     */
    public static AverageEvery epochs(int count) {
        return new AverageEvery(0, count);
    }

    /** Whether several epochs lie between two averagings. */
    public boolean severalEpochs() {
        return epochs > 1;
    }

    /** As written in settings. */
    String setting() {
        if (miniBatches > 0) {
            return String.valueOf(miniBatches);
        }
        return severalEpochs() ? "{epochs: " + epochs + "}" : "epoch";
    }
}
