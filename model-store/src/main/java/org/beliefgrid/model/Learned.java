package org.beliefgrid.model;

import java.util.Optional;

/** What a training gave, with everything needed to explain it: a network, or the sections of another algorithm. */
public sealed interface Learned permits Model, LearnedSections {
    /** The training plan, seed, shards and algorithm included. */
    TrainingPlan plan();

    /** Data, software and processor. */
    Provenance provenance();

    /** Size of the images that it learned from. */
    ImageShape shape();

    /** How rows of a table became its cases; empty for images. */
    Optional<TableInput> table();

    /** SHA-256 of all its numbers as little-endian 32-bit floats, 64 lower-case hexadecimal digits. */
    String sha256();
}
