package org.beliefgrid.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.scoring.Classifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exported graphs, run by ONNX Runtime, against the classifier. */
class OnnxFileTest {
    private static final double TOLERANCE = 1e-5;

    private static byte[] file(ExportedModel model) throws IOException {
        ExportFormat.ONNX.requireExportable(model);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExportFormat.ONNX.write(model, out);
        return out.toByteArray();
    }

    @ParameterizedTest
    @EnumSource(value = Exportable.class, mode = EnumSource.Mode.EXCLUDE, names = {"RECTIFIED_LABEL_UNITS", "PRETRAINED"})
    void probabilitiesAndLabelsAreThoseOfTheClassifier(Exportable kind) throws Exception {
        ExportedModel model = kind.model();
        byte[] file = file(model);
        DeepBeliefNet net = model.model().net();
        for (int count : new int[] {1, 7, 200}) {
            float[][] cases = Exportable.cases(count);
            OnnxRun run = OnnxRun.of(file, cases);
            try (Classifier classifier = new Classifier(net)) {
                float[] expected = classifier.probabilities(count,
                        (index, out, offset) -> System.arraycopy(cases[index], 0, out, offset, cases[index].length));
                for (int i = 0; i < count; i++) {
                    int best = 0;
                    for (int label = 0; label < Exportable.CLASSES; label++) {
                        assertEquals(expected[i * Exportable.CLASSES + label], run.probabilities()[i][label], TOLERANCE,
                                "case " + i + " of " + count + ", seed " + Exportable.SEED);
                        best = run.probabilities()[i][label] > run.probabilities()[i][best] ? label : best;
                    }
                    assertEquals(best, run.labels()[i]);
                }
            }
        }
    }

    @Test
    void metadataSaysWhichModelItIs() throws Exception {
        ExportedModel model = Exportable.BERNOULLI.model();
        OnnxRun run = OnnxRun.of(file(model), Exportable.cases(1));
        assertEquals(model.metadata(), run.metadata());
        assertEquals(List.of("some", "3", model.model().net().sha256(), "4", "5x6"), List.of(run.metadata().get("model"),
                run.metadata().get("version"), run.metadata().get("modelSha256"), run.metadata().get("classes"),
                run.metadata().get("images")));
    }

    @Test
    void theGraphTakesAnyNumberOfCasesAndSaysSo() throws IOException {
        ModelProto model = ModelProto.parseFrom(file(Exportable.BERNOULLI.model()));
        GraphProto graph = model.getGraph();
        assertEquals(13, model.getOpsetImport(0).getVersion());
        assertEquals(List.of("cases"), graph.getInputList().stream().map(input -> input.getName()).toList());
        assertEquals(List.of("probabilities", "label"),
                graph.getOutputList().stream().map(output -> output.getName()).toList());
        assertEquals("cases", graph.getInput(0).getType().getTensorType().getShape().getDim(0).getDimParam());
        assertEquals(Exportable.VISIBLE, graph.getInput(0).getType().getTensorType().getShape().getDim(1).getDimValue());
    }

    @ParameterizedTest
    @EnumSource(value = Exportable.class, names = {"BERNOULLI", "STANDARDISED_LABEL_UNITS"})
    void theSameModelGivesTheSameBytes(Exportable kind) throws IOException {
        assertArrayEquals(file(kind.model()), file(kind.model()));
    }

    @Test
    void whatOnnxHasNoWordsForIsRefused() {
        assertEquals("models/some/3.dbn: classifies by the free energy of rectified hidden units, which ONNX has no "
                + "operators for; --format scorer exports it", refusal(ExportFormat.ONNX, Exportable.RECTIFIED_LABEL_UNITS));
        String noClasses = "models/some/3.dbn: the model was only pre-trained, it has no classes; --format safetensors "
                + "exports its parameters";
        assertEquals(noClasses, refusal(ExportFormat.ONNX, Exportable.PRETRAINED));
        assertEquals(noClasses, refusal(ExportFormat.SCORER, Exportable.PRETRAINED));
    }

    private static String refusal(ExportFormat format, Exportable kind) {
        return assertThrows(BadInputException.class, () -> format.requireExportable(kind.model())).getMessage();
    }
}
