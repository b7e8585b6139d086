package org.beliefgrid.export;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** A graph of ONNX that grows node by node; each method that adds something gives its name. */
final class OnnxGraph {
    private static final String CASES = "cases";

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Map<String, NamedTensor> tensors;

    /** @param tensors what {@link #floats} and {@link #doubles} find */
    OnnxGraph(Map<String, NamedTensor> tensors) {
        this.tensors = tensors;
    }

    /** An input of float [cases x values]. */
    String input(String name, int values) {
        graph.addInput(value(name, TensorProto.DataType.FLOAT, cases(), size(values)));
        return name;
    }

    /** The parameters of that name. */
    String floats(String name) {
        NamedTensor tensor = tensors.get(name);
        ByteBuffer bytes = littleEndian(tensor.values().length * Float.BYTES);
        bytes.asFloatBuffer().put(tensor.values());
        return constant(name, TensorProto.DataType.FLOAT, tensor.shape(), bytes);
    }

    /** The same as doubles. */
    String doubles(String name) {
        NamedTensor tensor = tensors.get(name);
        ByteBuffer bytes = littleEndian(Math.multiplyExact(tensor.values().length, Double.BYTES));
        for (float value : tensor.values()) {
            bytes.putDouble(value);
        }
        return constant(name, TensorProto.DataType.DOUBLE, tensor.shape(), bytes.flip());
    }

    String scalar(String name, float value) {
        return constant(name, TensorProto.DataType.FLOAT, List.of(), littleEndian(Float.BYTES).putFloat(value).flip());
    }

    String doubleScalar(String name, double value) {
        return constant(name, TensorProto.DataType.DOUBLE, List.of(), littleEndian(Double.BYTES).putDouble(value).flip());
    }

    /** The number of an axis, as an input. */
    String axis(String name, long axis) {
        return constant(name, TensorProto.DataType.INT64, List.of(1), littleEndian(Long.BYTES).putLong(axis).flip());
    }

    /** A node of one output, which it is named after. */
    String node(String operator, String output, String... inputs) {
        return add(bare(operator, output, inputs));
    }

    String softmax(String output, String input) {
        return add(bare("Softmax", output, input).addAttribute(attribute("axis", -1)));
    }

    String argMax(String output, String input) {
        return add(bare("ArgMax", output, input).addAttribute(attribute("axis", 1)).addAttribute(attribute("keepdims", 0)));
    }

    String sumOver(String output, String input, String axis) {
        return add(bare("ReduceSum", output, input, axis).addAttribute(attribute("keepdims", 0)));
    }

    String castToDouble(String output, String input) {
        return add(bare("Cast", output, input).addAttribute(attribute("to", TensorProto.DataType.DOUBLE_VALUE)));
    }

    String castToFloat(String output, String input) {
        return add(bare("Cast", output, input).addAttribute(attribute("to", TensorProto.DataType.FLOAT_VALUE)));
    }

    /** The outputs: float [cases x classes] and int64 [cases]. */
    void outputs(String probabilities, int classes, String label) {
        graph.addOutput(value(probabilities, TensorProto.DataType.FLOAT, cases(), size(classes)));
        graph.addOutput(value(label, TensorProto.DataType.INT64, cases()));
    }

    GraphProto build(String name) {
        return graph.setName(name).build();
    }

    private String add(NodeProto.Builder node) {
        graph.addNode(node);
        return node.getOutput(0);
    }

    private static NodeProto.Builder bare(String operator, String output, String... inputs) {
        return NodeProto.newBuilder().setOpType(operator).setName(output).addAllInput(List.of(inputs)).addOutput(output);
    }

    private static AttributeProto attribute(String name, long value) {
        return AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INT).setI(value).build();
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private String constant(String name, TensorProto.DataType type, List<Integer> shape, ByteBuffer bytes) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(bytes));
        shape.forEach(tensor::addDims);
        graph.addInitializer(tensor);
        return name;
    }

    private static ValueInfoProto value(String name, TensorProto.DataType type, TensorShapeProto.Dimension... sizes) {
        TensorShapeProto shape = TensorShapeProto.newBuilder().addAllDim(List.of(sizes)).build();
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape).build();
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)).build();
    }

    /** As many as the caller has. */
    private static TensorShapeProto.Dimension cases() {
        return TensorShapeProto.Dimension.newBuilder().setDimParam(CASES).build();
    }

    private static TensorShapeProto.Dimension size(int size) {
        return TensorShapeProto.Dimension.newBuilder().setDimValue(size).build();
    }
}
