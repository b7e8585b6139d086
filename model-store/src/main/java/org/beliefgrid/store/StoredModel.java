package org.beliefgrid.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.error.CorruptModelException;
import org.beliefgrid.error.OtherModelException;
import org.beliefgrid.error.OtherVersionException;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.ImageShape;
import org.beliefgrid.model.LabelUnits;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.Standardisation;
import org.beliefgrid.model.Units;

/**
 * What a model file holds, its texts not yet read: all that a scorer needs. The format is the class comment of
 * {@code ModelFile}. Needs the JDK alone, and so do the classes that it is made of: the scorer's jar takes them in.
 *
 * @param plan the training plan, YAML
 * @param provenance the provenance, YAML
 * @param shape size of the images; {@code shape.pixels() == net.visible()}
 * @param net the network; all its parameters are finite
 * @param table the columns that become its visible units, not yet looked at; empty for a model of images
 */
public record StoredModel(String plan, String provenance, ImageShape shape, DeepBeliefNet net, Optional<TableSection> table) {
    /** The newest: of networks without hidden layers, and of what is no network. */
    static final int VERSION = 4;
    /** Of a network with hidden layers. */
    static final int VERSION_WITHOUT_KIND = 3;
    static final int KIND_NETWORK = 0;
    static final int KIND_SECTIONS = 1;

    private static final byte[] MAGIC = {(byte) 0x89, 'D', 'B', 'N', '\r', '\n', 0x1A, '\n'};
    private static final int OLDEST_VERSION = 1;
    private static final int FIRST_WITH_UNITS = 2;
    private static final int FIRST_WITH_TABLE = 3;

    public StoredModel {
        shape.requirePixels(net.visible());
        table.ifPresent(columns -> columns.requireFit(net.visible(), net.classes()));
    }

    /** The bytes that every model file begins with. */
    static byte[] magic() {
        return MAGIC.clone();
    }

    /**
     * What every file begins with.
     *
     * @param version of the format
     * @param plan the training plan, YAML
     * @param provenance the provenance, YAML
     * @param kind {@link #KIND_NETWORK} or {@link #KIND_SECTIONS}
     */
    record Head(int version, String plan, String provenance, int kind) {
    }

    static Head readHead(LittleEndianInput input) throws IOException {
        int version = readVersion(input);
        String plan = input.text("plan");
        String provenance = input.text("provenance");
        int kind = version <= VERSION_WITHOUT_KIND ? KIND_NETWORK : input.number("kind", KIND_NETWORK, KIND_SECTIONS);
        return new Head(version, plan, provenance, kind);
    }

    /**
     * Reads the file of a model.
     *
     * @param name of the file, for messages
     * @param in the file from its beginning to its end; left open
     * @throws CorruptModelException if it is not a model file, truncated, damaged, longer than it should be, or if the network
     *         does not fit together or is not finite
     * @throws OtherVersionException if it is sound, of a version that this build does not read
     * @throws OtherModelException if it is sound, and holds what is no network
     * @throws IOException if the file could not be read to its end
     */
    public static StoredModel read(String name, InputStream in) throws IOException {
        LittleEndianInput input = new LittleEndianInput(name, in);
        Head head = readHead(input);
        if (head.kind() != KIND_NETWORK) {
            input.requireChecksumAtTheEnd();
            throw new OtherModelException(name);
        }
        return read(head, input);
    }

    /** Reads all behind the head of a file that holds a network. */
    static StoredModel read(Head head, LittleEndianInput input) throws IOException {
        int version = head.version();
        ImageShape shape = new ImageShape(input.size("height"), input.size("width"));
        Net net = readNet(input, shape, version);
        Optional<TableSection> table = version >= FIRST_WITH_TABLE && input.number("table", 0, 1) == 1
                ? Optional.of(TableSection.read(input)) : Optional.empty();
        input.checksumAndEnd();
        StoredModel model;
        try {
            model = new StoredModel(head.plan(), head.provenance(), shape, net.checked(), table);
        } catch (ArithmeticException e) {
            throw input.refusal("images of " + shape + " are too large");
        } catch (IllegalArgumentException e) {
            throw input.refusal(e.getMessage());
        }
        Optional<String> notFinite = FiniteParameters.firstThatIsNot(model.net());
        if (notFinite.isPresent()) {
            throw input.refusal(notFinite.get());
        }
        return model;
    }

    /**
     * What the file says about the network, not yet looked at.
     *
     * @param inputs means and deviations of the cases, or nothing
     */
    private record Net(Units units, List<float[]> inputs, List<Rbm> rbms, Optional<LabelUnits> labelUnits,
                       Optional<SoftmaxLayer> softmax) {
        DeepBeliefNet checked() {
            Optional<Standardisation> standardisation = inputs.isEmpty() ? Optional.empty()
                    : Optional.of(new Standardisation(inputs.get(0), inputs.get(1)));
            return new DeepBeliefNet(rbms, units, standardisation, labelUnits, softmax);
        }
    }

    private static Net readNet(LittleEndianInput input, ImageShape shape, int version) throws IOException {
        boolean withUnits = version >= FIRST_WITH_UNITS;
        Units units = withUnits ? readUnits(input) : Units.BERNOULLI;
        List<float[]> inputs = new ArrayList<>();
        if (withUnits && input.number("standardisation", 0, 1) == 1) {
            inputs.add(input.floats(shape.height(), shape.width(), "means"));
            inputs.add(input.floats(shape.height(), shape.width(), "deviations"));
        }
        int layers = input.number("number of layers", version <= VERSION_WITHOUT_KIND ? 1 : 0, Integer.MAX_VALUE - 8);
        List<Rbm> rbms = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            rbms.add(readRbm(input, "layer " + layer));
        }
        Optional<LabelUnits> labels = withUnits && input.number("label units", 0, 1) == 1 ? Optional.of(readLabelUnits(input))
                : Optional.empty();
        Optional<SoftmaxLayer> softmax = input.number("softmax", 0, 1) == 1 ? Optional.of(readSoftmax(input))
                : Optional.empty();
        return new Net(units, inputs, rbms, labels, softmax);
    }

    private static Units readUnits(LittleEndianInput input) throws IOException {
        Units.Visible[] visible = Units.Visible.values();
        Units.Hidden[] hidden = Units.Hidden.values();
        return new Units(visible[input.number("visible units", 0, visible.length - 1)],
                hidden[input.number("hidden units", 0, hidden.length - 1)]);
    }

    /** One that this build reads. */
    private static int readVersion(LittleEndianInput input) throws IOException {
        byte[] magic = input.bytes(MAGIC.length, "magic");
        if (!Arrays.equals(magic, MAGIC)) {
            HexFormat hex = HexFormat.ofDelimiter(" ").withUpperCase();
            throw input.refusal("not a model file: begins with %s, expected %s"
                    .formatted(hex.formatHex(magic), hex.formatHex(MAGIC)));
        }
        int version = input.number("version");
        if (version >= OLDEST_VERSION && version <= VERSION) {
            return version;
        }
        input.requireChecksumAtTheEnd();
        throw new OtherVersionException(input.name(), version, OLDEST_VERSION, VERSION);
    }

    private static Rbm readRbm(LittleEndianInput input, String layer) throws IOException {
        int visible = input.size(layer + " visible");
        int hidden = input.size(layer + " hidden");
        return new Rbm(visible, hidden, input.floats(visible, hidden, layer + " weights"),
                input.floats(visible, layer + " visible biases"), input.floats(hidden, layer + " hidden biases"));
    }

    private static LabelUnits readLabelUnits(LittleEndianInput input) throws IOException {
        int classes = input.size("label classes");
        int hidden = input.size("label hidden");
        return new LabelUnits(classes, hidden, input.floats(classes, hidden, "label weights"),
                input.floats(classes, "label biases"));
    }

    private static SoftmaxLayer readSoftmax(LittleEndianInput input) throws IOException {
        int inputs = input.size("softmax inputs");
        int classes = input.size("softmax classes");
        return new SoftmaxLayer(inputs, classes, input.floats(inputs, classes, "softmax weights"),
                input.floats(classes, "softmax biases"));
    }
}
