package org.beliefgrid.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.beliefgrid.learning.AutoencoderTraining;
import org.beliefgrid.learning.Averaging;
import org.beliefgrid.learning.BackPropagation;
import org.beliefgrid.learning.InputStandardisation;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.KMeans;
import org.beliefgrid.learning.KMeansSeeding;
import org.beliefgrid.learning.RbmPretraining;
import org.beliefgrid.learning.SoftmaxRegression;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.model.Units;

/** The algorithms that the project has, for the cases of {@link ConformanceCases}, by their names. */
enum ShippedAlgorithms {
    PRETRAINING {
        @Override
        List<IterativeAlgorithm> ofShards(int shards) {
            return List.of(new RbmPretraining(new int[] {UNITS, 12}, 0, EVERY_THREE, SEED, false, PRETRAINING_SETTINGS),
                    new RbmPretraining(new int[] {UNITS, 12, 9}, CLASSES, Averaging.everyEpochs(10, 2), SEED, false,
                            PRETRAINING_SETTINGS.withSampling(Sampling.CD1).withLabelUnits(true)));
        }
    },
    FINE_TUNING {
        @Override
        List<IterativeAlgorithm> ofShards(int shards) {
            List<IterativeAlgorithm> algorithms = new ArrayList<>(PRETRAINING.ofShards(shards).subList(0, 1));
            algorithms.add(new BackPropagation(new int[] {UNITS, 12}, CLASSES, Averaging.everyEpoch(10), SEED, false,
                    PRETRAINING_SETTINGS, FINE_TUNING_SETTINGS));
            return algorithms;
        }
    },
    SOFTMAX {
        @Override
        List<IterativeAlgorithm> ofShards(int shards) {
            return List.of(new InputStandardisation(UNITS), new SoftmaxRegression(UNITS, CLASSES, Averaging.everyEpoch(10),
                    SEED, false, Units.Visible.GAUSSIAN, FINE_TUNING_SETTINGS, new float[] {1, 2, 0.5f}));
        }
    },
    K_MEANS {
        @Override
        List<IterativeAlgorithm> ofShards(int shards) {
            return List.of(new KMeansSeeding(UNITS, 4, shards, SEED, false), new KMeans(UNITS, 4, 50, 0, false));
        }
    },
    AUTOENCODER {
        @Override
        List<IterativeAlgorithm> ofShards(int shards) {
            TrainingPlan plan = TrainingPlan.DEFAULTS.withHidden(List.of(12, 3)).withMiniBatch(10).withSeed(SEED)
                    .withPretraining(PRETRAINING_SETTINGS).withFineTuning(FINE_TUNING_SETTINGS.withAverageLast(0));
            return AutoencoderTraining.algorithms(plan, TrainingData.of(UNITS, CLASSES), 0.01, true);
        }
    };

    private static final int UNITS = ConformanceCases.UNITS;
    private static final int CLASSES = ConformanceCases.CLASSES;
    private static final long SEED = TestSeed.VALUE;
    private static final Averaging EVERY_THREE = new Averaging(7, 3, ConformanceCases.mostCases());
    private static final Descent DESCENT = Descent.of(0.1, new Momentum(0.5, 0.9, 2, Momentum.Ramp.STEP), 2e-4);
    private static final Pretraining PRETRAINING_SETTINGS = Pretraining.of(3, DESCENT,
            new Sampling(2, Sampling.Chains.PERSISTENT, Sampling.Reconstruction.SAMPLES), 0.6);
    private static final FineTuning FINE_TUNING_SETTINGS = FineTuning.of(4, DESCENT, 0.6, Dropout.NONE).withAverageLast(2);

    /** Algorithms that follow each other. */
    abstract List<IterativeAlgorithm> ofShards(int shards);

    static Stream<ShippedAlgorithms> all() {
        return Stream.of(values());
    }
}
