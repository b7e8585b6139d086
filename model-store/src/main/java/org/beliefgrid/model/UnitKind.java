package org.beliefgrid.model;

/** What the units of one layer are, whether they are the hidden units of one machine or the visible ones of the next. */
public enum UnitKind {
    /** On with a probability that is logistic in the total input; the mean activation is that probability. */
    BERNOULLI,
    /** The total input and Gaussian noise of deviation 1; the mean activation is the total input. */
    GAUSSIAN,
    /** {@code max(0, x + noise)} (Nair and Hinton 2010); {@code max(0, x)} is taken as the mean activation. */
    RECTIFIED;

    /** The visible units of a layer, counted from 0 at the data. */
    public static UnitKind visible(Units units, int layer) {
        if (layer > 0) {
            return hidden(units);
        }
        return units.visible() == Units.Visible.GAUSSIAN ? GAUSSIAN : BERNOULLI;
    }

    /** The hidden units of every layer. */
    public static UnitKind hidden(Units units) {
        return units.hidden() == Units.Hidden.RECTIFIED ? RECTIFIED : BERNOULLI;
    }
}
