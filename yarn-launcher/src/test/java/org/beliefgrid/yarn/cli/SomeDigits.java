package org.beliefgrid.yarn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.beliefgrid.math.BlasCore;
import org.beliefgrid.math.BlasKernel;

/** The first digits of MNIST, and plans that learn them within seconds. */
final class SomeDigits {
    private static final int TRAINING = 6_000;
    private static final int TEST = 1_000;
    private static final int IMAGES_HEAD = 16;
    private static final int LABELS_HEAD = 8;
    private static final int PIXELS = 784;

    private SomeDigits() {
    }

    /**
     * Writes IDX files.
     *
     * @param mnist folder of the packed originals
     */
    static Path write(Path mnist, Path folder) throws IOException {
        Files.createDirectories(folder);
        cut(mnist, folder, "train-images-idx3-ubyte", new int[] {TRAINING, IMAGES_HEAD, PIXELS});
        cut(mnist, folder, "train-labels-idx1-ubyte", new int[] {TRAINING, LABELS_HEAD, 1});
        cut(mnist, folder, "t10k-images-idx3-ubyte", new int[] {TEST, IMAGES_HEAD, PIXELS});
        cut(mnist, folder, "t10k-labels-idx1-ubyte", new int[] {TEST, LABELS_HEAD, 1});
        return folder;
    }

    private static void cut(Path from, Path to, String name, int[] shape) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(from.resolve(name + ".gz")))) {
            byte[] content = in.readNBytes(shape[1] + shape[0] * shape[2]);
            ByteBuffer.wrap(content).putInt(Integer.BYTES, shape[0]);
            Files.write(to.resolve(name), content);
        }
    }

    /** A plan that is done soon, or goes on for long enough that something can happen meanwhile. */
    static Path plan(Path folder, String hidden, int fineTuningEpochs) throws IOException {
        return Files.writeString(folder.resolve("plan.yaml"), """
                hidden: [%s]
                shards: 6
                miniBatch: 100
                seed: 1
                blasCore: %s
                pretraining:
                  epochs: 3
                fineTuning:
                  epochs: %d
                """.formatted(hidden, kernel(), fineTuningEpochs));
    }

    /** The OpenBLAS kernel of local runs. Containers do not have this process's environment, which may ask for another one. */
    static String kernel() {
        return BlasCore.named(BlasKernel.ofThisProcess().core()).orElse(BlasCore.ANY).setting();
    }
}
