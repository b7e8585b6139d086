package org.beliefgrid.scoring;

import org.beliefgrid.math.Blas;
import org.beliefgrid.math.Matrix;
import org.beliefgrid.math.Panels;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.UnitKind;
import org.beliefgrid.scoring.ForwardPass.Cases;

/**
 * Free energies of cases: {@code F(v) = -log sum over h of exp(-E(v, h))}, the energy that a case would have to have as a
 * single state to be as probable (Hinton's Practical Guide, section 16.1). Less is more probable; between cases of one machine
 * the difference is that of log-probabilities, as the partition function cancels.
 *
 * <ul>
 * <li>Bernoulli hidden units give {@code F(v) = A(v) - sum over j of log(1 + exp(x_j))}, x being the total inputs; rectified
 * ones the sum over all their copies instead, {@code sum over i of log(1 + exp(x_j - i + 0.5))}.
 * <li>{@code A(v) = -b v} for Bernoulli visible units and {@code (v - b)^2 / 2} for Gaussian ones. For rectified visible units
 * it is the same up to a constant, the energy of the first v of their copies, whose biases fall by 1 from copy to copy.
 * <li>Label units, if the machine has any, are left out: not every case has a label. {@link Classifier} has what they add.
 * </ul>
 *
 * The result of a case depends neither on those beside it nor on how many there are, nor on its place among them. Not
 * thread-safe; its memory is given back by {@link #close}.
 */
public final class FreeEnergy implements AutoCloseable {
    private final Rbm rbm;
    private final boolean quadratic;
    private final HiddenTerm term;
    private final int casesAtOnce;
    private final Panels weights;
    private final Matrix visible;
    private final float[] oneVisible;
    private final float[] oneInput;

    /**
     * @param rbm the machine, not modified
     * @param visible kind of its visible units
     * @param hidden kind of its hidden units, Bernoulli or rectified
     * @param casesAtOnce most cases a product, at least 1; does not change the result
     * @throws IllegalArgumentException if the hidden units are Gaussian
     */
    public FreeEnergy(Rbm rbm, UnitKind visible, UnitKind hidden, int casesAtOnce) {
        this.rbm = rbm;
        quadratic = visible != UnitKind.BERNOULLI;
        term = new HiddenTerm(hidden);
        this.casesAtOnce = Blas.padded(casesAtOnce);
        weights = new Panels(rbm.visible(), rbm.hidden(), rbm.weights(), this.casesAtOnce);
        this.visible = new Matrix(weights.rows(this.casesAtOnce), rbm.visible());
        oneVisible = new float[rbm.visible()];
        oneInput = new float[rbm.hidden()];
    }

    /**
     * The free energy of each case, without label units.
     *
     * @param cases number of cases
     * @param values of the cases, as the machine's visible units
     * @return [cases]
     */
    public double[] of(int cases, Cases values) {
        double[] energies = new double[cases];
        for (int first = 0; first < cases; first += casesAtOnce) {
            int count = Math.min(casesAtOnce, cases - first);
            for (int row = 0; row < count; row++) {
                values.copy(first + row, oneVisible, 0);
                visible.set(row, oneVisible, 0, rbm.visible());
                energies[first + row] = ofVisible();
            }
            weights.multiply(visible.first(weights.rows(count)));
            for (int row = 0; row < count; row++) {
                weights.get(row, 1, oneInput);
                energies[first + row] -= hiddenTerms();
            }
        }
        return energies;
    }

    private double ofVisible() {
        float[] biases = rbm.visibleBiases();
        double sum = 0;
        if (quadratic) {
            for (int i = 0; i < biases.length; i++) {
                double difference = (double) oneVisible[i] - biases[i];
                sum += 0.5 * difference * difference;
            }
        } else {
            for (int i = 0; i < biases.length; i++) {
                sum -= (double) oneVisible[i] * biases[i];
            }
        }
        return sum;
    }

    private double hiddenTerms() {
        float[] biases = rbm.hiddenBiases();
        double sum = 0;
        for (int j = 0; j < biases.length; j++) {
            sum += term.of(oneInput[j] + biases[j]);
        }
        return sum;
    }

    @Override
    public void close() {
        weights.close();
        visible.close();
    }
}
