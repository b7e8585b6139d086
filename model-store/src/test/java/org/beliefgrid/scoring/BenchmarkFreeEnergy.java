package org.beliefgrid.scoring;

import static org.beliefgrid.scoring.RandomFloats.normals;
import static org.beliefgrid.scoring.RandomFloats.uniform;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.UnitKind;
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

/** Free energies of a machine's cases, by kind of hidden units: a sum over copies of a rectified unit takes its time. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class BenchmarkFreeEnergy {
    private static final long SEED = 20150601;
    private static final int AT_ONCE = 480;

    @Param({"1", "480"})
    int cases;
    /** Visible and hidden units: one parameter, because only these pairs are of interest. */
    @Param({"784x500", "500x2000"})
    String layer;
    @Param({"BERNOULLI", "RECTIFIED"})
    UnitKind hidden;

    private float[] values;
    private int visibleUnits;
    private FreeEnergy energy;

    @Setup
    public void fill() {
        String[] units = layer.split("x");
        visibleUnits = Integer.parseInt(units[0]);
        int hiddenUnits = Integer.parseInt(units[1]);
        Random random = new Random(SEED);
        values = uniform(random, cases * visibleUnits);
        Rbm rbm = new Rbm(visibleUnits, hiddenUnits, normals(random, visibleUnits * hiddenUnits, 0.05),
                normals(random, visibleUnits, 0.05), normals(random, hiddenUnits, 0.05));
        energy = new FreeEnergy(rbm, UnitKind.BERNOULLI, hidden, AT_ONCE);
    }

    @Benchmark
    public double[] of() {
        return energy.of(cases,
                (index, out, offset) -> System.arraycopy(values, index * visibleUnits, out, offset, visibleUnits));
    }

    @TearDown
    public void close() {
        energy.close();
    }
}
