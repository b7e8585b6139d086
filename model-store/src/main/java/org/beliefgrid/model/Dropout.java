package org.beliefgrid.model;

/**
 * Dropout (Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout: a simple way to prevent neural networks from
 * overfitting", JMLR 2014): in every mini-batch each unit of a case is left out with some probability. Units that stay are
 * divided by the probability of staying, so pre-trained weights keep their meaning and nothing changes when the network is used;
 * the paper multiplies weights by that probability at use instead.
 *
 * @param visible probability that a visible unit drops out, in [0, 1); default 0; the paper takes 0.2
 * @param hidden probability that a hidden unit drops out, in [0, 1); default 0; the paper takes 0.5
 */
public record Dropout(double visible, double hidden) {
    /** No unit drops out. */
    public static final Dropout NONE = new Dropout(0, 0);

    public Dropout {
        new Check()
                .that(visible >= 0 && visible < 1, "visible", "in [0, 1)", visible)
                .that(hidden >= 0 && hidden < 1, "hidden", "in [0, 1)", hidden)
                .orThrow();
    }
}
