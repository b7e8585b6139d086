package org.beliefgrid.export;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import java.io.IOException;
import java.io.OutputStream;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Standardisation;
import org.beliefgrid.model.Units;

/**
 * A classifier as an ONNX model of operator set 13, IR version 7, for any number of cases at once:
 * <pre>
 * cases          float [cases x visible]   values as the network's visible units, pixels as byte / 255
 * probabilities  float [cases x classes]
 * label          int64 [cases]             the most probable class, the lower of two that are equal
 * </pre>
 * Standardisation is {@code Sub}, {@code Div}, {@code Clip}; a hidden layer {@code Gemm} and {@code Sigmoid} or {@code Relu},
 * the means of its units; the softmax layer {@code Gemm} and {@code Softmax}, all in float32.
 *
 * <p>Without a softmax layer the free energies of the top machine's label units classify: {@code softplus} of every hidden
 * unit's total input with every class, summed over the hidden units, in doubles, because these sums are large and their
 * differences count. That takes 8 bytes for each case, class and hidden unit, a few times over. Rectified hidden units have an
 * infinite sum in its place, for which there are no operators.
 *
 * <p>Texts of {@code metadata_props}: {@link ExportedModel#metadata}.
 */
final class OnnxFile {
    private static final int IR_VERSION = 7;
    private static final int OPERATOR_SET = 13;
    /** Protocol Buffers end at 2 GiB; a million bytes are for all but parameters. */
    private static final long MOST_PARAMETER_BYTES = Integer.MAX_VALUE - 1_000_000L;

    private OnnxFile() {
    }

    static void requireExportable(ExportedModel model) throws BadInputException {
        model.requireClasses();
        DeepBeliefNet net = model.model().net();
        if (net.softmax().isEmpty() && net.units().hidden() == Units.Hidden.RECTIFIED) {
            throw model.refusal("classifies by the free energy of rectified hidden units, which ONNX has no operators for; "
                    + "--format scorer exports it");
        }
        long widened = net.labelUnits().map(labels -> (long) Float.BYTES * labels.weights().length).orElse(0L);
        long bytes = net.parameterCount() * Float.BYTES + widened;
        if (bytes > MOST_PARAMETER_BYTES) {
            throw model.refusal("parameters of %d bytes, an ONNX file holds at most %d; --format safetensors exports them"
                    .formatted(bytes, MOST_PARAMETER_BYTES));
        }
    }

    static void write(ExportedModel model, OutputStream out) throws IOException {
        ModelProto.Builder file = ModelProto.newBuilder().setIrVersion(IR_VERSION).setProducerName("BeliefGrid")
                .setDomain("org.beliefgrid").setModelVersion(model.version().number())
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET))
                .setGraph(graph(model).build(model.version().name()));
        model.metadata().forEach((key, value) ->
                file.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        file.build().writeTo(out);
    }

    private static OnnxGraph graph(ExportedModel model) {
        DeepBeliefNet net = model.model().net();
        OnnxGraph graph = new OnnxGraph(NamedTensor.of(net));
        String below = graph.input("cases", net.visible());
        if (net.standardisation().isPresent()) {
            below = standardised(graph, below);
        }
        int layers = net.rbms().size();
        for (int layer = 1; layer <= layers; layer++) {
            below = graph.node("Gemm", "layer" + layer + ".inputs", below, graph.floats("layer" + layer + ".weights"),
                    graph.floats("layer" + layer + ".hiddenBiases"));
            if (layer < layers || net.softmax().isPresent()) {
                boolean rectified = net.units().hidden() == Units.Hidden.RECTIFIED;
                below = graph.node(rectified ? "Relu" : "Sigmoid", "layer" + layer + ".means", below);
            }
        }
        if (net.softmax().isPresent()) {
            softmax(graph, below);
        } else {
            freeEnergy(graph, below);
        }
        graph.argMax("label", "probabilities");
        graph.outputs("probabilities", net.classes(), "label");
        return graph;
    }

    private static String standardised(OnnxGraph graph, String cases) {
        String centred = graph.node("Sub", "standardisation.centred", cases, graph.floats("standardisation.means"));
        String scaled = graph.node("Div", "standardisation.scaled", centred, graph.floats("standardisation.deviations"));
        return graph.node("Clip", "standardisation.cases", scaled,
                graph.scalar("standardisation.least", -Standardisation.MOST_DEVIATIONS),
                graph.scalar("standardisation.most", Standardisation.MOST_DEVIATIONS));
    }

    private static void softmax(OnnxGraph graph, String below) {
        String inputs = graph.node("Gemm", "softmax.inputs", below, graph.floats("softmax.weights"),
                graph.floats("softmax.biases"));
        graph.softmax("probabilities", inputs);
    }

    /** @param inputs [cases x hidden] total inputs of the top machine's hidden units, but for what the labels add */
    private static void freeEnergy(OnnxGraph graph, String inputs) {
        String doubles = graph.castToDouble("labelUnits.doubleInputs", inputs);
        String withoutLabel = graph.node("Unsqueeze", "labelUnits.inputsWithoutLabel", doubles,
                graph.axis("labelUnits.classAxis", 1));
        String withLabels = graph.node("Add", "labelUnits.inputs", withoutLabel, graph.doubles("labelUnits.weights"));
        String terms = softplus(graph, withLabels);
        String sums = graph.sumOver("labelUnits.sums", terms, graph.axis("labelUnits.hiddenAxis", 2));
        String scores = graph.node("Add", "labelUnits.scores", sums, graph.doubles("labelUnits.biases"));
        graph.castToFloat("probabilities", graph.softmax("labelUnits.probabilities", scores));
    }

    /** {@code max(x, 0) + log(1 + exp(-|x|))}: ONNX Runtime has the operator Softplus for floats alone. */
    private static String softplus(OnnxGraph graph, String inputs) {
        String distances = graph.node("Neg", "labelUnits.minusDistances", graph.node("Abs", "labelUnits.distances", inputs));
        String exponentials = graph.node("Exp", "labelUnits.exponentials", distances);
        String factors = graph.node("Add", "labelUnits.factors", exponentials, graph.doubleScalar("labelUnits.one", 1));
        return graph.node("Add", "labelUnits.terms", graph.node("Relu", "labelUnits.positive", inputs),
                graph.node("Log", "labelUnits.logarithms", factors));
    }
}
