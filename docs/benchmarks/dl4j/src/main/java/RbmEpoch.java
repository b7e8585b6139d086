import com.sun.jna.NativeLibrary;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.zip.GZIPInputStream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.Updater;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.layers.RBM.HiddenUnit;
import org.deeplearning4j.nn.conf.layers.RBM.VisibleUnit;
import org.deeplearning4j.nn.layers.feedforward.rbm.RBM;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Times one epoch of Deeplearning4j's RBM layer, 784 x 500 on MNIST, after an epoch to warm up. Usage: RbmEpoch JSON-FILE */
public final class RbmEpoch {
    private static final int VISIBLE = 784;
    private static final int HIDDEN = 500;
    private static final int CASES = 60_000;
    private static final int MINI_BATCH = 100;
    private static final int MEASURED_CASES = 10_000;

    private RbmEpoch() {
    }

    public static void main(String[] arguments) throws IOException {
        Nd4j.setDataType(DataBuffer.Type.FLOAT);
        List<DataSet> batches = batches(images());
        MultiLayerNetwork network = network();

        double untrained = reconstructionError(network, batches);
        double warmUpSeconds = epoch(network, batches);
        double afterWarmUp = reconstructionError(network, batches);
        double seconds = epoch(network, batches);
        double afterTimed = reconstructionError(network, batches);

        String json = String.format(Locale.ROOT, "{\"name\": \"deeplearning4j\", \"seconds\": %.3f, \"warmUpSeconds\": %.3f, "
                + "\"reconstructionErrors\": [%.2f, %.2f, %.2f], \"versions\": {\"Deeplearning4j\": \"%s\", \"Java\": \"%s\"}, "
                + "\"blas\": \"%s\"}%n", seconds, warmUpSeconds, untrained, afterWarmUp, afterTimed,
                version(), System.getProperty("java.version"), blas());
        Files.writeString(Path.of(arguments[0]), json);
        System.out.print(json);
    }

    private static String version() throws IOException {
        Properties properties = new Properties();
        String name = "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties";
        try (InputStream in = RBM.class.getResourceAsStream(name)) {
            properties.load(in);
        }
        return properties.getProperty("version");
    }

    /** A layer alone, with the plain gradient step; the loss is the cheapest one, it only gives a score to look at. */
    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .iterations(1)
                .optimizationAlgo(OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT)
                .updater(Updater.SGD)
                .learningRate(0.1)
                .weightInit(WeightInit.DISTRIBUTION)
                .dist(new NormalDistribution(0, 0.01))
                .trainingWorkspaceMode(WorkspaceMode.SINGLE) // the quickest; NONE allocates every intermediate result anew
                .list()
                .layer(0, new org.deeplearning4j.nn.conf.layers.RBM.Builder(HiddenUnit.BINARY, VisibleUnit.BINARY)
                        .nIn(VISIBLE)
                        .nOut(HIDDEN)
                        .k(1)
                        .lossFunction(LossFunction.MSE)
                        .build())
                .pretrain(true)
                .backprop(false)
                .build());
        network.init();
        return network;
    }

    private static double epoch(MultiLayerNetwork network, List<DataSet> batches) {
        long start = System.nanoTime();
        network.pretrainLayer(0, new ExistingDataSetIterator(batches));
        return (System.nanoTime() - start) / 1e9;
    }

    /** Mean squared distance of a case from its reconstruction out of hidden probabilities, over the first 10,000 cases. */
    private static double reconstructionError(MultiLayerNetwork network, List<DataSet> batches) {
        RBM layer = (RBM) network.getLayer(0);
        double sum = 0;
        for (DataSet batch : batches.subList(0, MEASURED_CASES / MINI_BATCH)) {
            INDArray visible = batch.getFeatures();
            INDArray difference = layer.propDown(layer.propUp(visible)).sub(visible);
            sum += difference.muli(difference).sumNumber().doubleValue();
        }
        return sum / MEASURED_CASES;
    }

    private static List<DataSet> batches(float[] pixels) {
        List<DataSet> batches = new ArrayList<>();
        for (int first = 0; first < CASES; first += MINI_BATCH) {
            float[] batch = new float[MINI_BATCH * VISIBLE];
            System.arraycopy(pixels, first * VISIBLE, batch, 0, batch.length);
            INDArray cases = Nd4j.create(batch, new int[] {MINI_BATCH, VISIBLE});
            batches.add(new DataSet(cases, cases));
        }
        return batches;
    }

    private static float[] images() throws IOException {
        String data = System.getenv("BELIEFGRID_DATA");
        if (data == null) {
            throw new IOException("set BELIEFGRID_DATA to the folder that holds mnist");
        }
        Path file = Path.of(data, "mnist", "train-images-idx3-ubyte.gz");
        byte[] bytes = new byte[CASES * VISIBLE];
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16))) {
            if (in.readInt() != 2051 || in.readInt() != CASES || in.readInt() != 28 || in.readInt() != 28) {
                throw new IOException(file + " is not MNIST's 60,000 training images");
            }
            in.readFully(bytes);
        }
        float[] pixels = new float[bytes.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (bytes[i] & 0xff) / 255f;
        }
        return pixels;
    }

    /** What the loaded OpenBLAS says of itself, or why it could not be asked. */
    private static String blas() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            int path = line.indexOf('/');
            if (path >= 0 && line.contains("openblas") && !line.contains("jniopenblas")) {
                NativeLibrary library = NativeLibrary.getInstance(line.substring(path));
                return library.getFunction("openblas_get_config").invokeString(new Object[0], false).trim()
                        + ", kernel " + library.getFunction("openblas_get_corename").invokeString(new Object[0], false)
                        + ", threads " + library.getFunction("openblas_get_num_threads").invokeInt(new Object[0]);
            }
        }
        return "no OpenBLAS loaded";
    }
}
