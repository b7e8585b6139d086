package org.beliefgrid.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.beliefgrid.error.CorruptModelException;
import org.beliefgrid.error.OtherModelException;
import org.beliefgrid.error.OtherVersionException;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.LabelUnits;
import org.beliefgrid.model.Learned;
import org.beliefgrid.model.LearnedSections;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.model.ProvenanceText;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.TrainingPlan;

/**
 * The file of a {@link Learned}: of a {@link Model}, format version 3, or 4 where the network has no hidden layers, and of
 * {@link LearnedSections}, format version 4. Fields follow each other without gaps. All numbers are little-endian: int32 is
 * a signed 32-bit integer, float32 an IEEE 754 single and float64 a double, always finite.
 * <pre>
 * type              field             value
 * 8 bytes           magic             89 44 42 4E 0D 0A 1A 0A: "DBN" between a byte that is no text and line ends that show
 *                                     whether the file was transferred as text
 * int32             version           3, or 4
 * int32             plan length       bytes of the next field, 0 to 65,536
 * UTF-8             plan              YAML of {@link PlanText}
 * int32             provenance length bytes of the next field, 0 to 65,536
 * UTF-8             provenance        YAML of {@link ProvenanceText}
 * in version 4:
 *   int32           kind              0: a network, 1: sections
 * int32             height            of the images, pixels, 1 and up
 * int32             width             of the images, pixels, 1 and up
 * of a network:
 * int32             visible units     what they are: 0 Bernoulli, 1 Gaussian
 * int32             hidden units      what they are: 0 Bernoulli, 1 rectified
 * int32             standardisation   1 if the standardisation follows, 0 if there is none
 * if there is one, with V = height * width:
 *   float32[V]      means
 *   float32[V]      deviations        each above 0
 * int32             layers            number of restricted Boltzmann machines, 1 and up; in version 4 also 0, with softmax
 *                                     layer and without label units
 * of each layer, from the data upwards:
 *   int32           visible           number V of visible units, 1 and up; height * width, or hidden of the layer below
 *   int32           hidden            number H of hidden units, 1 and up
 *   float32[V * H]  weights           row-major: value i * H + j joins visible unit i and hidden unit j
 *   float32[V]      visible biases
 *   float32[H]      hidden biases
 * int32             label units       1 if the top machine's label units follow, 0 if there are none
 * if there are:
 *   int32           classes           number C of classes, 1 and up
 *   int32           hidden            number H of hidden units of the last layer
 *   float32[C * H]  weights           row-major: value y * H + j joins class y and hidden unit j
 *   float32[C]      biases
 * int32             softmax           1 if the softmax layer follows, 0 if there is none
 * if there is one:
 *   int32           inputs            number N of units below, 1 and up; hidden of the last layer
 *   int32           classes           number C of classes, 1 and up
 *   float32[N * C]  weights           row-major
 *   float32[C]      biases
 * of sections:
 * int32             sections          number of them, 1 and up
 * of each section:
 *   int32           name length       bytes of the next field, 1 and up
 *   UTF-8           name              unique
 *   int32           dimensions        number D of them, 1 to 4
 *   int32[D]        sizes             of the dimensions, 1 and up
 *   float32[*]      values            row-major, as many as the product of the sizes
 * int32             figures           number of them, 0 to 1,000
 * of each figure:
 *   int32           name length       bytes of the next field
 *   UTF-8           name              unique
 *   float64         value
 * of both:
 * int32             table             1 if the columns of a table follow, 0 if the cases are images
 * if they do: as {@link TableSection} says
 * 32 bytes          checksum          SHA-256 of all bytes before it; the file ends here
 * </pre>
 * Nothing but sizes is looked at before the checksum was found right.
 *
 * <p>Every version, older or newer, begins with magic and version and ends with the SHA-256 of all bytes before. So a file of a
 * version that this build does not read is known to be sound before it is called too old or too new; a damaged version number
 * is damage.
 *
 * <p>A network with hidden layers is written as version 3, which older builds read, too. Versions 1 and 2 are still read.
 * Neither has the table. Version 1 has neither the fields from visible units to deviations
 * nor those of the label units: all units are Bernoulli units, and cases are taken as they come.
 */
public final class ModelFile {
    private ModelFile() {
    }

    /**
     * Writes a result.
     *
     * @param learned not modified
     * @param out the file; left open
     * @throws TrainingDivergedException if a number is not finite; nothing was written then
     * @throws IllegalArgumentException if a size is below 1, or plan or provenance are longer than the format allows
     */
    public static void write(Learned learned, OutputStream out) throws IOException {
        if (learned instanceof Model model) {
            writeNetwork(model, out);
        } else if (learned instanceof LearnedSections sections) {
            SectionsBytes.write(sections, new LittleEndianOutput(out));
        }
    }

    /** What every file begins with; the kind, which comes next, is of the newest version. */
    static void writeHead(Learned learned, int version, LittleEndianOutput output) throws IOException {
        output.bytes(StoredModel.magic());
        output.number(version);
        output.text(PlanText.write(learned.plan()), "plan");
        output.text(ProvenanceText.write(learned.provenance()), "provenance");
    }

    private static void writeNetwork(Model model, OutputStream out) throws IOException {
        DeepBeliefNet net = model.net();
        Optional<String> notFinite = FiniteParameters.firstThatIsNot(net);
        if (notFinite.isPresent()) {
            throw new TrainingDivergedException(notFinite.get());
        }
        LittleEndianOutput output = new LittleEndianOutput(out);
        boolean withKind = net.rbms().isEmpty();
        writeHead(model, withKind ? StoredModel.VERSION : StoredModel.VERSION_WITHOUT_KIND, output);
        if (withKind) {
            output.number(StoredModel.KIND_NETWORK);
        }
        output.size(model.shape().height(), "height");
        output.size(model.shape().width(), "width");
        output.number(net.units().visible().ordinal());
        output.number(net.units().hidden().ordinal());
        output.number(net.standardisation().isPresent() ? 1 : 0);
        if (net.standardisation().isPresent()) {
            output.floats(net.standardisation().get().means());
            output.floats(net.standardisation().get().deviations());
        }
        output.number(net.rbms().size());
        for (Rbm rbm : net.rbms()) {
            write(rbm, output);
        }
        output.number(net.labelUnits().isPresent() ? 1 : 0);
        if (net.labelUnits().isPresent()) {
            write(net.labelUnits().get(), output);
        }
        output.number(net.softmax().isPresent() ? 1 : 0);
        if (net.softmax().isPresent()) {
            write(net.softmax().get(), output);
        }
        output.number(model.table().isPresent() ? 1 : 0);
        if (model.table().isPresent()) {
            TableInputBytes.write(model.table().get(), output);
        }
        output.checksum();
    }

    private static void write(Rbm rbm, LittleEndianOutput output) throws IOException {
        output.size(rbm.visible(), "number of visible units");
        output.size(rbm.hidden(), "number of hidden units");
        output.floats(rbm.weights());
        output.floats(rbm.visibleBiases());
        output.floats(rbm.hiddenBiases());
    }

    private static void write(LabelUnits labels, LittleEndianOutput output) throws IOException {
        output.size(labels.classes(), "number of labels' classes");
        output.size(labels.hidden(), "number of labels' hidden units");
        output.floats(labels.weights());
        output.floats(labels.biases());
    }

    private static void write(SoftmaxLayer softmax, LittleEndianOutput output) throws IOException {
        output.size(softmax.inputs(), "number of softmax inputs");
        output.size(softmax.classes(), "number of classes");
        output.floats(softmax.weights());
        output.floats(softmax.biases());
    }

    /**
     * Reads a model.
     *
     * @param name of the file, for messages
     * @param in the file from its beginning to its end; left open
     * @throws CorruptModelException if it is not a model file, truncated, damaged, longer than it should be, or if its content
     *         does not fit together or is not finite
     * @throws OtherVersionException if it is sound, of a version that this build does not read
     * @throws OtherModelException if it is sound, and holds what is no network
     * @throws IOException if the file could not be read to its end
     */
    public static Model read(String name, InputStream in) throws IOException {
        return model(name, StoredModel.read(name, in));
    }

    /**
     * Reads a result of whichever kind.
     *
     * @param name of the file, for messages
     * @param in the file from its beginning to its end; left open
     * @throws CorruptModelException as {@link #read}
     * @throws OtherVersionException if it is sound, of a version that this build does not read
     * @throws IOException if the file could not be read to its end
     */
    public static Learned readAny(String name, InputStream in) throws IOException {
        LittleEndianInput input = new LittleEndianInput(name, in);
        StoredModel.Head head = StoredModel.readHead(input);
        return head.kind() == StoredModel.KIND_SECTIONS ? SectionsBytes.read(head, input)
                : model(name, StoredModel.read(head, input));
    }

    private static Model model(String name, StoredModel stored) throws CorruptModelException {
        try {
            TrainingPlan plan = PlanText.readIncomplete("plan", stored.plan(), TrainingPlan.DEFAULTS);
            Provenance provenance = ProvenanceText.read("provenance", stored.provenance());
            return new Model(stored.net(), stored.shape(), plan, provenance, stored.table().map(TableInputBytes::checked));
        } catch (IllegalArgumentException e) {
            throw new CorruptModelException(name + ": " + e.getMessage().replace("\n", "; "));
        }
    }
}
