package org.beliefgrid.model;

import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;

/**
 * That a version of a model became the one that scoring uses.
 *
 * @param version number of the version, 1 and up
 * @param by who did it, user@host
 * @param at when, ISO 8601 with zone
 * @param modelSha256 hash of the version's parameters
 * @param basis what it rests on; empty if it rests on nothing
 */
public record Promotion(int version, String by, String at, String modelSha256, Optional<Basis> basis) {
    /**
     * The evaluation that a promotion rests on.
     *
     * @param number of the evaluation among those of the version, 1 and up
     * @param evaluation what it said
     */
    public record Basis(int number, StoredEvaluation evaluation) {
    }

    /** @throws InvalidConfigException if a number is out of its bounds, or a text is empty; one line for each problem */
    public Promotion {
        new Check().that(version >= 1, "version", "1 or more", version).that(!by.isEmpty(), "by", "user@host", "empty")
                .that(!at.isEmpty(), "at", "a time", "empty").that(!modelSha256.isEmpty(), "modelSha256", "a hash", "empty")
                .orThrow();
    }
}
