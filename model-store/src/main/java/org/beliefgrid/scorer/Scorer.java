package org.beliefgrid.scorer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.CorruptModelException;
import org.beliefgrid.error.OtherVersionException;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.ImageShape;
import org.beliefgrid.model.LabelUnits;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.Standardisation;
import org.beliefgrid.model.UnitKind;
import org.beliefgrid.model.Units;
import org.beliefgrid.scoring.Classes;
import org.beliefgrid.scoring.LabelFreeEnergy;
import org.beliefgrid.store.StoredModel;
import org.beliefgrid.store.TableSection;

/**
 * Class probabilities of cases, from the file of a model, with nothing but the JDK: for programs that shall know neither grid
 * nor native libraries. {@code Classifier} gives the same within 1e-5 and is several times faster.
 *
 * <p>A case has one value for each of the network's visible units. Pixels are {@code byte / 255f}, row by row; cases of a model
 * with a standardisation are given as they are, the model standardises them. Classifies by the softmax layer or, where there is
 * none, by the free energies of the label units.
 *
 * <p>Immutable and thread-safe. The result of a case does not depend on the cases beside it.
 */
public final class Scorer {
    private static final int CASES_AT_ONCE = 64;

    private final ImageShape shape;
    private final DeepBeliefNet net;
    private final List<String> names;
    private final List<PlainLayer> layers = new ArrayList<>();
    private final Optional<LabelFreeEnergy> freeEnergy;

    private Scorer(StoredModel model) {
        shape = model.shape();
        net = model.net();
        names = model.table().map(TableSection::classes).orElse(List.of());
        UnitKind hidden = UnitKind.hidden(net.units());
        for (Rbm rbm : net.rbms()) {
            layers.add(new PlainLayer(rbm.visible(), rbm.hidden(), rbm.weights(), rbm.hiddenBiases(), hidden));
        }
        if (net.softmax().isPresent()) {
            SoftmaxLayer top = net.softmax().get();
            layers.add(new PlainLayer(top.inputs(), top.classes(), top.weights(), top.biases(), UnitKind.GAUSSIAN));
            freeEnergy = Optional.empty();
        } else {
            layers.add(layers.remove(layers.size() - 1).withoutActivation());
            LabelUnits labels = net.labelUnits().orElseThrow();
            Units.Hidden units = net.units().hidden();
            freeEnergy = Optional.of(new LabelFreeEnergy(labels, units));
        }
    }

    /**
     * Opens the file of a model.
     *
     * @param file of a model, read to its end and closed
     * @throws CorruptModelException if it is missing, no model file, cut, damaged, or not finite
     * @throws OtherVersionException if it is sound, but too new or too old for this build
     * @throws BadInputException if the model was only pre-trained and has no classes
     * @throws IOException if the file cannot be read
     */
    public static Scorer open(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in);
        } catch (NoSuchFileException e) {
            throw new CorruptModelException(file + ": no such file", e);
        }
    }

    /**
     * Reads a model from wherever it is.
     *
     * @param name of the file, for messages
     * @param in the file from its beginning to its end; left open
     * @throws IOException as {@link #open} throws it
     */
    public static Scorer read(String name, InputStream in) throws IOException {
        StoredModel model = StoredModel.read(name, in);
        if (model.net().classes() == 0) {
            throw new BadInputException(name + ": the model was only pre-trained, it has no classes");
        }
        return new Scorer(model);
    }

    /** Number of values of a case. */
    public int inputs() {
        return net.visible();
    }

    /** Number of classes. */
    public int classes() {
        return net.classes();
    }

    /**
     * Name of a class, as the label column of the training's table has it; its number, if the model is one of images.
     *
     * @param label 0 to {@link #classes} - 1
     */
    public String className(int label) {
        return names.isEmpty() ? String.valueOf(label) : names.get(label);
    }

    /** Size of the images, in pixels; of a model of a table 1 x {@link #inputs}. */
    public ImageShape shape() {
        return shape;
    }

    /** The hash that training printed: SHA-256 of all parameters, 64 hexadecimal digits. */
    public String modelSha256() {
        return net.sha256();
    }

    /**
     * The probability of each class.
     *
     * @param values [inputs] of one case, finite; not modified
     * @return [classes], new
     * @throws IllegalArgumentException if there is another number of values, one is not finite, or they are so large that the
     *         network's numbers are not
     */
    public float[] probabilities(float[] values) {
        return probabilities(new float[][] {values})[0];
    }

    /**
     * The probability of each class, for many cases.
     *
     * @param cases each as above; not modified
     * @return of each case [classes], new
     * @throws IllegalArgumentException as above, with the number of the case, counted from 0
     */
    public float[][] probabilities(float[][] cases) {
        for (int index = 0; index < cases.length; index++) {
            requireValues(cases[index], index);
        }
        float[][] result = new float[cases.length][];
        for (int first = 0; first < cases.length; first += CASES_AT_ONCE) {
            int count = Math.min(CASES_AT_ONCE, cases.length - first);
            float[] rows = pass(cases, first, count);
            for (int i = 0; i < count; i++) {
                result[first + i] = Arrays.copyOfRange(rows, i * classes(), (i + 1) * classes());
                requireProbabilities(result[first + i], first + i);
            }
        }
        return result;
    }

    /**
     * The most probable class, the lower of two that are equal.
     *
     * @param values as of {@link #probabilities(float[])}
     * @return 0 to {@link #classes} - 1
     */
    public int predict(float[] values) {
        return mostProbable(probabilities(values));
    }

    /**
     * The most probable class of each case.
     *
     * @param cases as of {@link #probabilities(float[][])}
     */
    public int[] predict(float[][] cases) {
        return Arrays.stream(probabilities(cases)).mapToInt(Scorer::mostProbable).toArray();
    }

    /**
     * The most probable class, the lower of two that are equal.
     *
     * @param probabilities [classes], not modified
     */
    public static int mostProbable(float[] probabilities) {
        return Classes.mostProbable(probabilities, 0, probabilities.length);
    }

    private void requireValues(float[] values, int index) {
        if (values.length != inputs()) {
            throw new IllegalArgumentException("case %d has %d values, the model takes %d"
                    .formatted(index, values.length, inputs()));
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new IllegalArgumentException("case %d: value %d must be finite, was %s".formatted(index, i, values[i]));
            }
        }
    }

    private static void requireProbabilities(float[] probabilities, int index) {
        for (float probability : probabilities) {
            if (!(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException("case %d: its values are so large that a probability is %s"
                        .formatted(index, probability));
            }
        }
    }

    /** @return [count x classes] row-major */
    private float[] pass(float[][] cases, int first, int count) {
        float[] activations = new float[count * inputs()];
        for (int i = 0; i < count; i++) {
            System.arraycopy(cases[first + i], 0, activations, i * inputs(), inputs());
        }
        net.standardisation().ifPresent(standardisation -> standardise(activations, count, standardisation));
        float[] below = activations;
        for (PlainLayer layer : layers) {
            below = layer.means(below, count);
        }
        if (freeEnergy.isEmpty()) {
            softmax(below, count, classes());
            return below;
        }
        float[] probabilities = new float[count * classes()];
        freeEnergy.get().probabilities(count, below, probabilities, 0);
        return probabilities;
    }

    private static void standardise(float[] values, int rows, Standardisation standardisation) {
        float most = Standardisation.MOST_DEVIATIONS;
        int columns = standardisation.visible();
        for (int i = 0; i < rows * columns; i++) {
            float standardised = (values[i] - standardisation.means()[i % columns]) / standardisation.deviations()[i % columns];
            values[i] = Math.max(-most, Math.min(most, standardised));
        }
    }

    private static void softmax(float[] values, int rows, int columns) {
        for (int start = 0; start < rows * columns; start += columns) {
            float largest = Float.NEGATIVE_INFINITY;
            for (int i = start; i < start + columns; i++) {
                largest = Math.max(largest, values[i]);
            }
            double sum = 0;
            for (int i = start; i < start + columns; i++) {
                values[i] = (float) StrictMath.exp(values[i] - largest);
                sum += values[i];
            }
            for (int i = start; i < start + columns; i++) {
                values[i] = (float) (values[i] / sum);
            }
        }
    }
}
