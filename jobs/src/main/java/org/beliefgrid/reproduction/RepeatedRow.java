package org.beliefgrid.reproduction;

/**
 * A row with one seed that was trained once more, its stack too.
 *
 * @param row its name
 * @param seed its seed
 * @param expected {@code modelSha256} of the result that is repeated
 * @param modelSha256 what came; empty if training diverged
 * @param where it was trained
 * @param ended ISO 8601 with zone
 */
public record RepeatedRow(String row, long seed, String expected, String modelSha256, TrainingResult.Where where, String ended) {
    /** Whether the same model came. */
    public boolean same() {
        return expected.equals(modelSha256);
    }

    /** Whether it is this result that was repeated, and not one that stood in its place before. */
    boolean isOf(RowResult result) {
        return row.equals(result.row()) && seed == result.seed() && expected.equals(result.training().modelSha256());
    }
}
