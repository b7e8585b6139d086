package org.beliefgrid.reproduction;

/**
 * A row with one seed that was trained once more, its stack too.
 *
 * @param row its name
 * @param seed its seed
 * @param expected {@code modelSha256} of the result that is repeated
 * @param modelSha256 what came; empty if training diverged
 * @param revision of the program that trained it once more; empty if it is not known, or if training
 *     was stopped and gone on with
 * @param ended ISO 8601 with zone
 */
public record RepeatedRow(String row, long seed, String expected, String modelSha256, String revision, String ended) {
    /** What came, held against the result that was repeated. */
    public enum Came {
        /** The same bits. */
        SAME("the same model"),
        /** Other bits. */
        ANOTHER("ANOTHER model"),
        /** No finite numbers. */
        DIVERGED("DIVERGED");

        private final String said;

        Came(String said) {
            this.said = said;
        }

        @Override
        public String toString() {
            return said;
        }
    }

    /** How the two compare. */
    public Came came() {
        return modelSha256.isEmpty() ? Came.DIVERGED : expected.equals(modelSha256) ? Came.SAME : Came.ANOTHER;
    }

    /** Whether it is this result that was repeated, and not one that stood in its place before. */
    boolean isOf(RowResult result) {
        return row.equals(result.row()) && seed == result.seed() && expected.equals(result.training().modelSha256());
    }
}
