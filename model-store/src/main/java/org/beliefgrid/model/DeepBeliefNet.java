package org.beliefgrid.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A stack of restricted Boltzmann machines, each one's hidden units the next one's visible units (Hinton, Osindero and Teh,
 * "A fast learning algorithm for deep belief nets", 2006), and, once fine-tuned, a softmax layer on top.
 *
 * @param rbms from the data upwards; none only with a softmax layer, which then is softmax regression on the data
 * @param units what the units of the stack are
 * @param standardisation of the cases, or empty where they are taken as they come
 * @param labelUnits beside the top machine's visible units, or empty where it did not learn the labels
 * @param softmax the classes' layer, or empty after pre-training only
 */
public record DeepBeliefNet(List<Rbm> rbms, Units units, Optional<Standardisation> standardisation,
                            Optional<LabelUnits> labelUnits, Optional<SoftmaxLayer> softmax) {
    private static final int DIGEST_CHUNK = 16_384;

    public DeepBeliefNet {
        rbms = List.copyOf(rbms);
        if (rbms.isEmpty() && (softmax.isEmpty() || labelUnits.isPresent())) {
            throw new IllegalArgumentException("a deep belief network has at least one restricted Boltzmann machine");
        }
        for (int layer = 1; layer < rbms.size(); layer++) {
            requireJoin(rbms.get(layer - 1).hidden(), rbms.get(layer).visible(), "layer " + layer);
        }
        if (softmax.isPresent() && !rbms.isEmpty()) {
            requireJoin(rbms.get(rbms.size() - 1).hidden(), softmax.get().inputs(), "the softmax layer");
        }
        if (standardisation.isPresent()) {
            requireEqual("standardisation", "visible", standardisation.get().visible(),
                    rbms.isEmpty() ? softmax.get().inputs() : rbms.get(0).visible());
        }
        if (labelUnits.isPresent()) {
            requireEqual("label units", "hidden", labelUnits.get().hidden(), rbms.get(rbms.size() - 1).hidden());
        }
    }

    /** A stack of Bernoulli units that takes cases as they come, without label units. */
    public DeepBeliefNet(List<Rbm> rbms, Optional<SoftmaxLayer> softmax) {
        this(rbms, Units.BERNOULLI, Optional.empty(), Optional.empty(), softmax);
    }

    private static void requireEqual(String part, String units, int found, int expected) {
        if (found != expected) {
            throw new IllegalArgumentException("%s of %d %s units, the network has %d".formatted(part, found, units, expected));
        }
    }

    private static void requireJoin(int below, int above, String name) {
        if (below != above) {
            throw new IllegalArgumentException("%s takes %d units, the layer below has %d".formatted(name, above, below));
        }
    }

    /** Number of units that a case has. */
    public int visible() {
        return rbms.isEmpty() ? softmax.orElseThrow().inputs() : rbms.get(0).visible();
    }

    /** Number of units of each hidden layer, from the data upwards. */
    public List<Integer> hidden() {
        return rbms.stream().map(Rbm::hidden).toList();
    }

    /** Number of classes that it tells apart: those of the softmax layer or else of the label units; 0 where it has neither. */
    public int classes() {
        return softmax.map(SoftmaxLayer::classes).or(() -> labelUnits.map(LabelUnits::classes)).orElse(0);
    }

    /**
     * All parameters in file order: means and deviations of the standardisation; of each layer weights, visible biases, hidden
     * biases; weights and biases of the label units; then softmax weights, biases. What the network does not have is left out.
     */
    public List<float[]> parameters() {
        List<float[]> parameters = new ArrayList<>();
        standardisation.ifPresent(input -> parameters.addAll(List.of(input.means(), input.deviations())));
        for (Rbm rbm : rbms) {
            parameters.addAll(List.of(rbm.weights(), rbm.visibleBiases(), rbm.hiddenBiases()));
        }
        labelUnits.ifPresent(labels -> parameters.addAll(List.of(labels.weights(), labels.biases())));
        softmax.ifPresent(top -> parameters.addAll(List.of(top.weights(), top.biases())));
        return parameters;
    }

    /** Number of parameters of all layers. */
    public long parameterCount() {
        return parameters().stream().mapToLong(values -> values.length).sum();
    }

    /**
     * SHA-256 of all parameters in file order as little-endian 32-bit floats, and of nothing else, kinds of units
     * neither: two runs that learned the same have the same, whenever and wherever they ran.
     *
     * @return 64 lower-case hexadecimal digits
     */
    public String sha256() {
        return sha256(parameters());
    }

    /** SHA-256 of arrays one after the other as little-endian 32-bit floats. */
    static String sha256(List<float[]> parameters) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        ByteBuffer chunk = ByteBuffer.allocate(DIGEST_CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] values : parameters) {
            for (int start = 0; start < values.length; start += DIGEST_CHUNK) {
                int count = Math.min(DIGEST_CHUNK, values.length - start);
                chunk.clear();
                chunk.asFloatBuffer().put(values, start, count);
                digest.update(chunk.limit(count * Float.BYTES));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
