package org.beliefgrid.examples;

import com.hazelcast.core.HazelcastInstance;
import java.nio.file.Path;
import java.util.Arrays;
import org.beliefgrid.client.BeliefGridClient;
import org.beliefgrid.client.GridClient;
import org.beliefgrid.client.TrainedModel;
import org.beliefgrid.client.TrainingListener;
import org.beliefgrid.client.TrainingProgress;

/**
 * Gets the result of a training that another process began in the grid, and that has ended or goes on there.
 *
 * <pre>AttachToRun MEMBERS SECRET-FILE STORE RUN</pre>
 */
public final class AttachToRun {
    private AttachToRun() {
    }

    public static void main(String[] arguments) throws Exception {
        HazelcastInstance instance = GridClient.connect(Arrays.asList(arguments[0].split(",")), Path.of(arguments[1]));
        try {
            BeliefGridClient grid = BeliefGridClient.connect(instance, arguments[2]);
            System.out.println("runs in the grid: " + grid.runs());
            TrainedModel trained = grid.attach(arguments[3], new TrainingListener() {
                @Override
                public void progress(TrainingProgress progress) {
                    System.out.println(progress);
                }
            }).result().get();
            System.out.println("model " + trained.saved().reference() + " " + trained.sha256());
        } finally {
            instance.shutdown();
        }
    }
}
