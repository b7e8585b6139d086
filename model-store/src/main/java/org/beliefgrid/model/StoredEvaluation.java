package org.beliefgrid.model;

import org.beliefgrid.error.InvalidConfigException;

/**
 * How a stored model did on test cases, as it is kept beside the model.
 *
 * @param data the test data, as the user named it
 * @param dataHash fingerprint of the test data
 * @param cases number of labelled cases, 1 and up
 * @param errors how many of them were put into a wrong class, 0 to {@code cases}
 * @param modelSha256 hash of the parameters that were evaluated
 * @param at when, ISO 8601 with zone
 */
public record StoredEvaluation(String data, String dataHash, long cases, long errors, String modelSha256, String at) {
    /** @throws InvalidConfigException if a number is out of its bounds, or a text is empty; one line for each problem */
    public StoredEvaluation {
        new Check().that(cases >= 1, "cases", "1 or more", cases)
                .that(errors >= 0 && errors <= cases, "errors", "0 to " + cases, errors)
                .that(!modelSha256.isEmpty(), "modelSha256", "a hash", "empty")
                .that(!at.isEmpty(), "at", "a time", "empty").orThrow();
    }

    /** Share of the cases put into a wrong class, in percent. */
    public double errorPercent() {
        return 100.0 * errors / cases;
    }
}
