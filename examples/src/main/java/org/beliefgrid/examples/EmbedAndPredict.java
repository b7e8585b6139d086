package org.beliefgrid.examples;

import com.hazelcast.core.HazelcastInstance;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.beliefgrid.client.BeliefGridClient;
import org.beliefgrid.client.Data;
import org.beliefgrid.client.GridClient;
import org.beliefgrid.client.Predictor;
import org.beliefgrid.client.TrainedModel;
import org.beliefgrid.client.Training;
import org.beliefgrid.client.TrainingListener;
import org.beliefgrid.client.TrainingOrder;
import org.beliefgrid.client.TrainingProgress;
import org.beliefgrid.model.TrainingPlan;

/**
 * Trains in a running grid and predicts with the model.
 *
 * <pre>EmbedAndPredict MEMBERS SECRET-FILE STORE [DATA-FOLDER CLASSES EPOCHS]</pre>
 *
 * Without a folder it learns the digits that BeliefGrid draws itself. If it is killed, {@link AttachToRun} gets the result.
 */
public final class EmbedAndPredict {
    private static final int EPOCHS = 5;

    private EmbedAndPredict() {
    }

    public static void main(String[] arguments) throws Exception {
        List<String> members = Arrays.asList(arguments[0].split(","));
        Data data = arguments.length > 3 ? Data.folder(arguments[3], Integer.parseInt(arguments[4])) : Data.digits();
        int epochs = arguments.length > 5 ? Integer.parseInt(arguments[5]) : EPOCHS;
        HazelcastInstance instance = GridClient.connect(members, Path.of(arguments[1]));
        try {
            BeliefGridClient grid = BeliefGridClient.connect(instance, arguments[2]);
            TrainingOrder order = TrainingOrder.of(data, plan(epochs), "example");
            Training training = grid.train(order, new Printing());
            TrainedModel trained = training.result().get();
            trained.evaluation().ifPresent(result -> System.out.printf("test error %.2f %%%n", result.errorPercent()));
            System.out.println("model " + trained.saved().reference() + " " + trained.sha256());
            predict(grid, trained.saved().reference());
        } finally {
            instance.shutdown();
        }
    }

    /** Two hidden layers, four shards; all that is not said here has its documented default. */
    private static TrainingPlan plan(int epochs) {
        TrainingPlan plan = TrainingPlan.DEFAULTS.withHidden(List.of(64, 32)).withShards(4);
        return plan.withPretraining(plan.pretraining().withEpochs(1))
                .withFineTuning(plan.fineTuning().withEpochs(epochs));
    }

    private static void predict(BeliefGridClient grid, String model) throws Exception {
        try (Predictor predictor = grid.open(model)) {
            float[] blank = new float[predictor.inputs()];
            System.out.printf("a blank image is taken for class %d, with probabilities %s%n", predictor.predict(blank),
                    Arrays.toString(predictor.probabilities(blank)));
            System.out.printf("its free energy is %.1f%n", predictor.freeEnergy(new float[][] {blank})[0]);
        }
    }

    /** Prints the name of the run and each epoch. */
    private static final class Printing implements TrainingListener {
        @Override
        public void begun(String run) {
            System.out.println("run " + run);
        }

        @Override
        public void progress(TrainingProgress progress) {
            if (progress.endsEpoch()) {
                System.out.println(progress);
            }
        }
    }
}
