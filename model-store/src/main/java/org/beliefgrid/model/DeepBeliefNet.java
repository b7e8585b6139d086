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
 * @param rbms from the data upwards, at least one
 * @param softmax the classes' layer, or empty after pre-training only
 */
public record DeepBeliefNet(List<Rbm> rbms, Optional<SoftmaxLayer> softmax) {
    private static final int DIGEST_CHUNK = 16_384;

    public DeepBeliefNet {
        rbms = List.copyOf(rbms);
        if (rbms.isEmpty()) {
            throw new IllegalArgumentException("a deep belief network has at least one restricted Boltzmann machine");
        }
        for (int layer = 1; layer < rbms.size(); layer++) {
            requireJoin(rbms.get(layer - 1).hidden(), rbms.get(layer).visible(), "layer " + layer);
        }
        if (softmax.isPresent()) {
            requireJoin(rbms.get(rbms.size() - 1).hidden(), softmax.get().inputs(), "the softmax layer");
        }
    }

    private static void requireJoin(int below, int above, String name) {
        if (below != above) {
            throw new IllegalArgumentException("%s takes %d units, the layer below has %d".formatted(name, above, below));
        }
    }

    /** Number of units that a case has. */
    public int visible() {
        return rbms.get(0).visible();
    }

    /** Number of units of each hidden layer, from the data upwards. */
    public List<Integer> hidden() {
        return rbms.stream().map(Rbm::hidden).toList();
    }

    /** All parameters in file order: of each layer weights, visible biases, hidden biases; then softmax weights, biases. */
    public List<float[]> parameters() {
        List<float[]> parameters = new ArrayList<>();
        for (Rbm rbm : rbms) {
            parameters.addAll(List.of(rbm.weights(), rbm.visibleBiases(), rbm.hiddenBiases()));
        }
        softmax.ifPresent(top -> parameters.addAll(List.of(top.weights(), top.biases())));
        return parameters;
    }

    /** Number of parameters of all layers. */
    public long parameterCount() {
        return parameters().stream().mapToLong(values -> values.length).sum();
    }

    /**
     * SHA-256 of all parameters in file order as little-endian 32-bit floats, and of nothing else: two runs that learned the
     * same have the same, whenever and wherever they ran.
     *
     * @return 64 lower-case hexadecimal digits
     */
    public String sha256() {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        ByteBuffer chunk = ByteBuffer.allocate(DIGEST_CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] values : parameters()) {
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
