package org.beliefgrid.reproduction;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.RowList;
import org.beliefgrid.model.TrainingPlan;

/**
 * One row with one seed: a stack that is pre-trained, and what is fine-tuned from it; or one training from random weights.
 *
 * @param row its name
 * @param plan without pre-training epochs
 * @param stack without fine-tuning epochs and with all labels; empty for random weights
 */
public record RowTask(String row, TrainingPlan plan, Optional<TrainingPlan> stack) {
    private static final String PREFIX = "reproduce-";
    private static final String REPEATED = "repeat-";
    private static final int DIGITS = 12;

    /**
     * What a row is with a seed.
     *
     * @param row of the list
     */
    public static RowTask of(RowList list, String row, long seed) {
        TrainingPlan whole = list.rows().get(row).withSeed(seed);
        Optional<String> stackOf = list.stackOf(row);
        if (stackOf.isEmpty()) {
            return new RowTask(row, whole.withoutPretraining(), Optional.empty());
        }
        return new RowTask(row, whole.withPretraining(whole.pretraining().withEpochs(0)),
                Optional.of(stack(list.rows().get(stackOf.get()).withSeed(seed))));
    }

    /** Only what pre-training depends on: rows that differ in fine-tuning share it. Label units learn a row's labels. */
    private static TrainingPlan stack(TrainingPlan whole) {
        TrainingPlan stack = whole.withFineTuning(FineTuning.DEFAULTS.withEpochs(0));
        return whole.pretraining().labelUnits() ? stack : stack.withLabels(TrainingPlan.ALL_LABELS);
    }

    /** The seed. */
    public long seed() {
        return plan.seed();
    }

    /** Name of the model that comes of it. */
    public String model() {
        return "%s%s-s%d".formatted(PREFIX, row, seed());
    }

    /**
     * Name of the model of the stack: equal plans on equal data have the same.
     *
     * @param dataHash fingerprint of the training data
     */
    public Optional<String> stackModel(String dataHash) {
        return stackFile(dataHash).map(file -> "%s%s-s%d".formatted(PREFIX, file, seed()));
    }

    /**
     * Name of the stack whatever its seed, for the file of its plan.
     *
     * @param dataHash fingerprint of the training data
     */
    public Optional<String> stackFile(String dataHash) {
        return stack.map(pretrained -> "stack-" + hash(PlanText.write(pretrained.withSeed(1)) + dataHash).substring(0, DIGITS));
    }

    /**
     * Name of a model that is trained once more: it must not stand in the place of the first one.
     *
     * @param model of a row or of a stack
     */
    static String repeated(String model) {
        return REPEATED + model.substring(PREFIX.length());
    }

    /** SHA-256 of a text, in hexadecimal digits. */
    static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
