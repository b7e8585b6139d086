package org.beliefgrid.learning.algorithms;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.learning.AlgorithmProvider;
import org.beliefgrid.learning.AlgorithmResult;
import org.beliefgrid.learning.AutoencoderTraining;
import org.beliefgrid.learning.Covariance;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.State;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.math.SymmetricEigenvalues;
import org.beliefgrid.model.AlgorithmSettings;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.NamedSection;
import org.beliefgrid.model.TrainingPlan;

/**
 * The deep autoencoder of Hinton and Salakhutdinov (2006). Of the plan it takes {@code hidden}, whose last layer is the code,
 * {@code pretraining}, without label units, and {@code fineTuning}'s epochs, descent and block momentum; and settings of its
 * own:
 * <pre>
 * codeLearningRate  number above 0, of the code layer's pre-training; default 0.001, as in the paper: linear units diverge with
 *                   the rate of logistic ones
 * pca               true or false, whether principal component analysis of the same size is computed on the same cases; default
 *                   true; not done above 4,096 units of the data
 * </pre>
 * The result has the sections {@code encoderN.weights} [below x above], {@code encoderN.biases} [above], N from 0 at the data,
 * then {@code decoderN.weights} and {@code decoderN.biases}, N down to 0 at the data, and where the data are Gaussian
 * {@code input.means} and {@code input.deviations}; and the figures {@code reconstructionError},
 * {@code heldOutReconstructionError} with held-out cases, and {@code pcaReconstructionError}: mean squared errors of a case, in
 * the units that the lowest layer reads.
 */
public final class AutoencoderProvider implements AlgorithmProvider {
    private static final double LEAST_RATE = 1e-30;
    private static final double MOST_RATE = 1e30;
    private static final int MOST_UNITS = 4_096;

    private record Settings(double codeLearningRate, boolean pca) {
        static Settings of(TrainingPlan plan) {
            AlgorithmSettings settings = new AlgorithmSettings(plan.algorithm());
            Settings read = new Settings(settings.number("codeLearningRate", 0.001, LEAST_RATE, MOST_RATE),
                    settings.yesOrNo("pca", true));
            settings.refuseRest();
            return read;
        }
    }

    @Override
    public String name() {
        return "autoencoder";
    }

    @Override
    public String description() {
        return "deep autoencoder, pre-trained and unrolled, beside PCA of the same size; settings: codeLearningRate, pca, "
                + "and the plan's own";
    }

    @Override
    public boolean hasVisibleUnits() {
        return true;
    }

    @Override
    public void check(TrainingPlan plan) {
        Settings.of(plan);
        if (plan.pretraining().labelUnits()) {
            throw new InvalidConfigException("algorithm autoencoder: pretraining.labelUnits must be false, was true");
        }
        FineTuning settings = plan.fineTuning();
        FineTuning known = FineTuning.DEFAULTS.withEpochs(settings.epochs()).withDescent(settings.descent())
                .withBlockMomentum(settings.blockMomentum());
        if (!settings.equals(known)) {
            throw new InvalidConfigException("algorithm autoencoder: of fineTuning only epochs, steps and blockMomentum may be "
                    + "set; dropout, loss, averageLast, patience, labelSmoothing and adversarial must be left out");
        }
    }

    @Override
    public boolean learnsClasses(TrainingPlan plan) {
        return false;
    }

    @Override
    public void requireFits(TrainingPlan plan, TrainingData data, int cases) {
        plan.requireFits(data.visible(), cases);  // the stack, and what its layers make of the cases
        AlgorithmProvider.super.requireFits(plan, data, cases);
    }

    @Override
    public List<IterativeAlgorithm> algorithms(TrainingPlan plan, TrainingData data) {
        Settings settings = Settings.of(plan);
        return AutoencoderTraining.algorithms(plan, data, settings.codeLearningRate(),
                settings.pca() && data.visible() <= MOST_UNITS);
    }

    @Override
    public Optional<AlgorithmResult> result(TrainingPlan plan, TrainingData data, State state) {
        if (!AutoencoderTraining.isUnrolled(state)) {
            return Optional.empty();
        }
        List<NamedSection> sections = new ArrayList<>(AutoencoderTraining.sections(plan, data, state));
        float[] errors = AutoencoderTraining.errors(state);
        Map<String, Double> figures = new LinkedHashMap<>();
        boolean measured = errors[0] > 0;  // not in a run that was stopped before
        if (measured) {
            figures.put("reconstructionError", (double) errors[0]);
        }
        if (measured && data.heldOut()) {
            figures.put("heldOutReconstructionError", (double) errors[1]);
        }
        if (measured && state.has(Covariance.MATRIX)) {
            int code = plan.hidden().get(plan.hidden().size() - 1);
            figures.put("pcaReconstructionError", leftOver(state.get(Covariance.MATRIX), data.visible(), code));
        }
        return Optional.of(new AlgorithmResult.Sections(sections, figures));
    }

    /**
     * The mean squared error of a case that is reconstructed from its first principal components: the sum of the other
     * eigenvalues of the covariance.
     */
    static double leftOver(float[] covariance, int units, int components) {
        double[] ascending = SymmetricEigenvalues.of(covariance, units);
        return Arrays.stream(ascending).limit(Math.max(0, units - components)).map(value -> Math.max(0, value)).sum();
    }
}
