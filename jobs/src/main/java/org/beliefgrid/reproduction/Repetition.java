package org.beliefgrid.reproduction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.beliefgrid.math.BlasCore;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.RowList;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.report.ShellText;
import org.beliefgrid.store.Location;

/** What repeats a row: a file for each plan, and command lines that name them. Seeds are options: a file serves all of them. */
public final class Repetition {
    private static final String ENDING = ".yaml";

    private final RowList list;
    private final String folder;
    private final boolean ofSeveralKernels;

    /**
     * @param folder of the plans, as command lines name it
     * @param results of all lines, which are of one OpenBLAS kernel or of several
     */
    public Repetition(RowList list, String folder, List<RowResult> results) {
        this.list = list;
        this.folder = folder;
        this.ofSeveralKernels = results.stream().map(Repetition::kernel).distinct().count() > 1;
    }

    private static String kernel(RowResult result) {
        return result.training().task().kernel();
    }

    /**
     * Writes the plans of a row and of its stack, with seed 1.
     *
     * @param to folder of the plans
     */
    public void write(RowResult result, Location to) throws IOException {
        RowTask first = RowTask.of(list, result.row(), 1);
        String start = first.stack().isPresent() ? "fine-tuning, from a stack" : "from random weights";
        write(to.child(result.row() + ENDING), "# Row %s: %s.".formatted(result.row(), start), first.plan());
        if (first.stack().isPresent()) {
            write(to.child(first.stackFile(dataHash(result)).orElseThrow() + ENDING), "# Pre-training of a stack.",
                    first.stack().get());
        }
    }

    private static void write(Location file, String remark, TrainingPlan plan) throws IOException {
        byte[] text = (remark + "\n\n" + PlanText.write(plan)).getBytes(StandardCharsets.UTF_8);
        file.writeAtomically(out -> out.write(text));
    }

    private static String dataHash(RowResult result) {
        return result.training().task().dataHash();
    }

    /** Lines for a shell that train a row again: its stack, if it has one, and itself. */
    public List<String> commands(RowResult result) {
        RowTask task = RowTask.of(list, result.row(), result.seed());
        List<String> lines = new ArrayList<>();
        // Stacks of two kernels differ in their last bits, and are two models.
        String ending = ofSeveralKernels ? "-" + kernel(result).toLowerCase(Locale.ROOT) : "";
        String stack = task.stackModel(dataHash(result)).map(name -> name + ending).orElse("");
        if (!stack.isEmpty()) {
            lines.add(line(result, task.stackFile(dataHash(result)).orElseThrow(), List.of("--model", stack)));
        }
        lines.add(line(result, result.row(), stack.isEmpty() ? List.of("--model", task.model())
                : List.of("--from", stack, "--model", task.model())));
        return lines;
    }

    private String line(RowResult result, String plan, List<String> models) {
        List<String> words = new ArrayList<>(List.of("./beliefgrid", "train", "--preset", folder + "/" + plan + ENDING,
                "--seed", String.valueOf(result.seed())));
        words.addAll(result.training().where().data());
        words.addAll(models);
        if (kernel(result).equals("mixed")) {
            words.add("--mixed-kernels");
        }
        BlasCore.named(kernel(result)).ifPresent(core -> words.addAll(List.of("--blas-core", core.setting())));
        return String.join(" ", words.stream().map(ShellText::quoted).toList());
    }
}
