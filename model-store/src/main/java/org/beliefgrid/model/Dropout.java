package org.beliefgrid.model;

import java.util.List;

/**
 * Dropout (Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout: a simple way to prevent neural networks from
 * overfitting", JMLR 2014): in every mini-batch each unit of a case is left out with some probability. Units that stay are
 * divided by the probability of staying, so pre-trained weights keep their meaning and nothing changes when the network is
 * used. The paper multiplies pre-trained weights by the inverse of that probability at the start and by the probability at use
 * instead (section 8.1), which is the same network.
 *
 * @param visible probability that a visible unit drops out, in [0, 1); default 0; the paper takes 0.2
 * @param hidden probabilities that a hidden unit drops out, each in [0, 1): one for all layers, or one a layer; default 0; the
 *     paper takes 0.5
 */
public record Dropout(double visible, List<Double> hidden) {
    /** No unit drops out. */
    public static final Dropout NONE = new Dropout(0, 0);

    public Dropout {
        hidden = List.copyOf(hidden);
        Check check = new Check()
                .that(visible >= 0 && visible < 1, "visible", "in [0, 1)", visible)
                .that(!hidden.isEmpty(), "hidden", "a number or one a layer", hidden);
        for (double probability : hidden) {
            check.that(probability >= 0 && probability < 1, "hidden", "in [0, 1)", probability);
        }
        check.orThrow();
    }

    /** The same for all hidden layers. */
    public Dropout(double visible, double hidden) {
        this(visible, List.of(hidden));
    }

    /** The probability of a hidden layer, counted from 0 at the data. */
    public double hidden(int layer) {
        return hidden.size() == 1 ? hidden.get(0) : hidden.get(layer);
    }
}
