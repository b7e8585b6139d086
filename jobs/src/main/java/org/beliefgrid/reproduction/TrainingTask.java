package org.beliefgrid.reproduction;

import java.util.Optional;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;

/**
 * All that a training's result depends on: with an equal one there is nothing to do again.
 *
 * @param planText the whole plan
 * @param dataHash fingerprint of the training data
 * @param testHash fingerprint of the test data
 * @param classes number of classes of their labels
 * @param kernel OpenBLAS kernel of the members
 * @param from name and {@code modelSha256} of the stack that training starts from; empty if it starts anew
 */
public record TrainingTask(String planText, String dataHash, String testHash, int classes, String kernel, String from) {
    private static final int DIGITS = 8;

    /**
     * Data and members.
     *
     * @param dataHash fingerprint of the training data
     * @param testHash fingerprint of the test data
     * @param classes number of classes of their labels
     * @param kernel OpenBLAS kernel of the members
     */
    public record Setting(String dataHash, String testHash, int classes, String kernel) {
        /** Without test cases: a stack is not evaluated, and others are no reason to train it again. */
        Setting withoutTest() {
            return new Setting(dataHash, "", classes, kernel);
        }

        /** The data alone, the same whatever the members. */
        Setting withoutKernel() {
            return new Setting(dataHash, testHash, classes, "");
        }
    }

    /** Data and members of this task. */
    Setting setting() {
        return new Setting(dataHash, testHash, classes, kernel);
    }

    /** Whether it has the same data, for training and test; kernels may differ. */
    boolean isOn(Setting setting) {
        return setting().withoutKernel().equals(setting.withoutKernel());
    }

    /**
     * Whether another task is this one but for the kernel, which changes no more than the last bits of a number, and with them
     * the stack: of that only the name is compared, which holds its plan and the data.
     */
    boolean equalsButForKernel(TrainingTask other) {
        return planText.equals(other.planText) && isOn(other.setting())
                && TrainingResult.nameIn(from).equals(TrainingResult.nameIn(other.from));
    }

    /**
     * A training.
     *
     * @param from what it starts from; empty for nothing
     */
    static TrainingTask of(Setting setting, TrainingPlan plan, Optional<String> from) {
        return new TrainingTask(PlanText.write(plan), setting.dataHash, setting.testHash, setting.classes, setting.kernel,
                from.orElse(""));
    }

    /**
     * Name of the run that trains it: a second start finds the checkpoints of the first.
     *
     * @param model that comes of it
     */
    public String run(String model) {
        return model + "-" + RowTask.hash(String.join("\n", planText, dataHash, String.valueOf(classes), kernel, from))
                .substring(0, DIGITS);
    }
}
