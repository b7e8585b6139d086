package org.beliefgrid.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.model.TableSchemaText;
import org.beliefgrid.model.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableSourcesTest {
    private static final int CLASSES = 3;

    @TempDir
    private Path folder;

    /** Many rows of class 0, some of class 1, few of class 2, and some without a label. */
    private String rows() throws IOException {
        StringBuilder rows = new StringBuilder("x,y\n");
        for (int row = 0; row < 500; row++) {
            int label = row % 10 < 7 ? 0 : row % 10 == 7 ? 1 : row % 50 == 8 ? 2 : -1;
            rows.append(row).append(',').append(label < 0 ? "" : label).append('\n');
        }
        return Files.writeString(folder.resolve("rows.csv"), rows).toString();
    }

    private Sources sources() throws IOException {
        return TableSources.of(rows(), Optional.empty(), TableSchemaText.read("schema", "{label: y, classWeights: balanced}"),
                null);
    }

    private static void assertBalanced(Sources read, TrainingPlan plan) throws IOException {
        Sources sources = read.fitted(plan, null);
        float[] weights = TableSources.classWeights(sources.training(), plan);
        CaseSource source = sources.training().open();
        CaseSelection selection = CaseSelection.of(plan, source, CLASSES);
        int[] counts = new int[CLASSES];
        source.scanLabels((row, label) -> {
            if (!selection.isHeldOut(row, label) && selection.labelOf(row, label) != CaseSource.UNLABELLED) {
                counts[label]++;
            }
        });
        int all = Arrays.stream(counts).sum();
        for (int label = 0; label < CLASSES; label++) {
            assertEquals(all / (double) CLASSES, weights[label] * counts[label], 1e-3, Arrays.toString(counts));
        }
    }

    /** The law: among the cases that are learned from with a label, each class has the same weight in all. */
    @ParameterizedTest(name = "labels {0}, heldOut {1}")
    @CsvSource({"0, 0", "0, 0.25", "0, 0.5", "18, 0", "19, 0", "18, 0.25", "20, 0.3"})
    void balancedWeightsMakeTheClassesEqualThatAreLearnedFrom(int labels, double heldOut) throws IOException {
        TrainingPlan plan = TrainingPlan.DEFAULTS.withHeldOut(heldOut).withLabels(labels == 0 ? TrainingPlan.ALL_LABELS
                : labels);
        Sources own = sources();
        assertBalanced(own, plan);
        // As with --from the model of a table.
        assertBalanced(TableSources.of(rows(), Optional.empty(), own.training().table().orElseThrow(), null), plan);
    }

    @Test
    void aSourceThatIsNoTableWeighsAllTheSame() {
        assertEquals(0, TableSources.classWeights(Sources.digits().training(), TrainingPlan.DEFAULTS).length);
    }
}
