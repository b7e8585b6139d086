package org.beliefgrid.grid;

/** Figures of the algorithms here that a monitor knows by name; a round measures some of them. */
public enum RoundFigure {
    /** Squared error of the reconstruction, a case; pre-training. */
    RECONSTRUCTION_ERROR("reconstruction error", "reconstructionError"),
    /** Mean free energy of held-out cases less that of cases learned from; pre-training with held-out cases. */
    FREE_ENERGY_GAP("free-energy gap", "freeEnergyGap"),
    /** Cross-entropy a case, nats; fine-tuning. */
    LOSS("loss", "loss"),
    /** Share of the cases learned from that were taken for another class, in percent; fine-tuning. */
    TRAINING_ERROR("training error", "trainingError"),
    /** The same of held-out cases. */
    VALIDATION_ERROR("validation error", "validationError");

    private final String kind;
    private final String field;

    RoundFigure(String kind, String field) {
        this.kind = kind;
        this.field = field;
    }

    /** What {@link org.beliefgrid.learning.Figure#kind} says. */
    public String kind() {
        return kind;
    }

    /** Name of its field in the map of progress. */
    public String field() {
        return field;
    }
}
