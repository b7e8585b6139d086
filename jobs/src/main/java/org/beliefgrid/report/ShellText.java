package org.beliefgrid.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.model.TableSchemaText;

/** Lines for a shell. */
public final class ShellText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellText() {
    }

    /** A word as the shell takes it for one. */
    public static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * Lines that train a model once more: with members of the same OpenBLAS kernel they give the same {@code modelSha256}.
     *
     * @param name that the new model is saved under
     * @param data options that name the data
     */
    public static String repetition(Model model, String name, List<String> data) {
        Provenance provenance = model.provenance();
        String file = name + "-plan.yaml";
        List<String> words = new ArrayList<>(List.of("./beliefgrid", "train"));
        words.addAll(data);
        words.addAll(List.of("--preset", "./" + file, "--model", name));
        String schema = "";
        if (model.table().isPresent() && provenance.from().isEmpty()) {  // who starts from a model reads rows by its schema
            words.addAll(List.of("--schema", "./" + name + "-schema.yaml"));
            schema = document(name + "-schema.yaml", TableSchemaText.write(model.table().get().schema()));
        }
        if (!provenance.from().isEmpty()) {
            int end = provenance.from().lastIndexOf(' ');
            words.addAll(List.of("--from", end < 0 ? provenance.from() : provenance.from().substring(0, end)));
        }
        if (provenance.mixedKernels()) {
            words.add("--mixed-kernels");
        }
        return document(file, PlanText.write(model.plan())) + schema
                + "%s%n".formatted(String.join(" ", words.stream().map(ShellText::quoted).toList()));
    }

    private static String document(String file, String text) {
        return "cat > %s <<'END'%n%s%sEND%n".formatted(quoted(file), text, text.endsWith("\n") ? "" : "\n");
    }
}
