package org.beliefgrid.scoring;

import static org.beliefgrid.scoring.RandomFloats.normals;
import static org.beliefgrid.scoring.RandomFloats.uniform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.beliefgrid.scoring.ForwardPass.Layer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Cases upwards through a network to class probabilities, as scoring does. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class BenchmarkForwardPass {
    private static final long SEED = 20150601;
    private static final int AT_ONCE = 480;

    /** One case is padded to a whole block of rows. */
    @Param({"1", "100", "480"})
    int cases;
    /** Units of all layers, classes on top. */
    @Param({"784-500-500-10", "784-500-500-2000-10"})
    String layers;

    private float[] values;
    private int visible;
    private ForwardPass pass;

    @Setup
    public void fill() {
        int[] units = Arrays.stream(layers.split("-")).mapToInt(Integer::parseInt).toArray();
        Random random = new Random(SEED);
        visible = units[0];
        values = uniform(random, cases * visible);
        List<Layer> network = new ArrayList<>();
        for (int layer = 1; layer < units.length; layer++) {
            network.add(new Layer(units[layer - 1], units[layer], normals(random, units[layer - 1] * units[layer], 0.05),
                    normals(random, units[layer], 0.05)));
        }
        pass = new ForwardPass(network, true, AT_ONCE);
    }

    @Benchmark
    public float[] through() {
        return pass.through(cases, (index, out, offset) -> System.arraycopy(values, index * visible, out, offset, visible));
    }

    @TearDown
    public void close() {
        pass.close();
    }
}
