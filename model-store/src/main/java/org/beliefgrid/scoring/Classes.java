package org.beliefgrid.scoring;

/** Which class probabilities speak for. */
public final class Classes {
    private Classes() {
    }

    /**
     * The most probable class of a case, the lower of two that are equal.
     *
     * @param probabilities of one or more cases, not modified
     * @param offset where those of the case begin
     * @param classes how many there are
     */
    public static int mostProbable(float[] probabilities, int offset, int classes) {
        int best = 0;
        for (int label = 1; label < classes; label++) {
            if (probabilities[offset + label] > probabilities[offset + best]) {
                best = label;
            }
        }
        return best;
    }

    /**
     * Whether all are numbers from 0 to 1: values of a case may be so large that the network's are none.
     *
     * @param found of one case, not modified
     */
    public static boolean areProbabilities(float[] found) {
        for (float one : found) {
            if (!(one >= 0 && one <= 1)) {
                return false;
            }
        }
        return true;
    }
}
