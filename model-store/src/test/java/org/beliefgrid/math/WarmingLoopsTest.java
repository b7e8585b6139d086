package org.beliefgrid.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which form of a loop runs before and after it is warm; that both give the same bits is shown by {@link LoopsTest}. */
class WarmingLoopsTest {
    private static final int SIZE = 64;

    /** Every loop there is, so that none is forgotten that will be added. */
    private static List<Method> all() {
        return Arrays.stream(Loops.class.getDeclaredMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers())).toList();
    }

    /** Arrays and numbers that any loop can run on. */
    private static Object argument(Class<?> type) {
        if (type == float[].class) {
            return new float[SIZE];
        }
        if (type == byte[].class) {
            return new byte[SIZE];
        }
        if (type == float.class) {
            return 0.5f;
        }
        return type == long.class ? (Object) 1L : (Object) 1;
    }

    private static void call(Loops loops, Method method) {
        try {
            method.invoke(loops, Arrays.stream(method.getParameterTypes()).map(WarmingLoopsTest::argument).toArray());
        } catch (InvocationTargetException | IllegalAccessException e) {
            throw new AssertionError(method.getName(), e);
        }
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void everyLoopIsPlainAtFirstAndTheOtherFormAfterwards() {
        CountingLoops plain = new CountingLoops();
        CountingLoops vector = new CountingLoops();
        WarmingLoops loops = new WarmingLoops(plain, vector);
        all().forEach(method -> call(loops, method));
        assertEquals(List.of(all().size(), 0), List.of(plain.calls, vector.calls));

        loops.warmUp();
        assertTrue(vector.calls >= all().size(), "each was tried");
        int before = plain.calls;
        int already = vector.calls;
        all().forEach(method -> call(loops, method));
        assertEquals(List.of(before, already + all().size()), List.of(plain.calls, vector.calls));
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void whoMeasuresWaitsUntilAllAreWarm() throws InterruptedException {
        CountingLoops vector = new CountingLoops();
        WarmingLoops loops = new WarmingLoops(new CountingLoops(), vector).start();
        loops.awaitWarm();
        int already = vector.calls;
        all().forEach(method -> call(loops, method));
        assertEquals(already + all().size(), vector.calls);
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void aFormThatFailsIsNotTakenAndNobodyWaitsForIt() throws InterruptedException {
        CountingLoops plain = new CountingLoops();
        CountingLoops vector = new CountingLoops();
        vector.fails = true;
        WarmingLoops loops = new WarmingLoops(plain, vector).start();
        loops.awaitWarm();
        int before = plain.calls;
        all().forEach(method -> call(loops, method));
        assertEquals(before + all().size(), plain.calls);
    }

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void aFormThatStaysSlowIsNotTaken() {
        CountingLoops plain = new CountingLoops();
        CountingLoops vector = new CountingLoops();
        vector.slow = true;
        WarmingLoops loops = new WarmingLoops(plain, vector, 1_000_000);
        loops.warmUp();
        int before = plain.calls;
        call(loops, all().get(0));
        assertEquals(before + 1, plain.calls);
    }

    /** Counts what it is asked to do, and does it as the plain form does. */
    private static final class CountingLoops extends Loops {
        private final Loops doing = new PlainLoops();
        private volatile int calls;
        private volatile boolean fails;
        private volatile boolean slow;

        private Loops count() {
            if (fails) {
                throw new NoClassDefFoundError("jdk/incubator/vector/FloatVector");
            }
            long end = System.nanoTime() + (slow ? 5_000_000 : 0);
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            calls++;  // by one thread at a time
            return doing;
        }

        @Override
        void addBiasesAndSigmoid(float[] values, int rows, float[] biases) {
            count().addBiasesAndSigmoid(values, rows, biases);
        }

        @Override
        void addRows(float[] values, int rows, float scale, float[] sums) {
            count().addRows(values, rows, scale, sums);
        }

        @Override
        void addSquaredDifferences(float[] a, float[] b, int rows, float[] sums) {
            count().addSquaredDifferences(a, b, rows, sums);
        }

        @Override
        void addSquares(float[] values, int rows, float[] sums) {
            count().addSquares(values, rows, sums);
        }

        @Override
        void scaleColumns(float[] values, int rows, float[] factors) {
            count().scaleColumns(values, rows, factors);
        }

        @Override
        void subtractSigns(float[] values, float step, float[] of, int count) {
            count().subtractSigns(values, step, of, count);
        }

        @Override
        void addBiasesAndRectify(float[] values, int rows, float[] biases) {
            count().addBiasesAndRectify(values, rows, biases);
        }

        @Override
        void timesRectifiedSlope(float[] deltas, float[] outputs, float scale, int count) {
            count().timesRectifiedSlope(deltas, outputs, scale, count);
        }

        @Override
        void drawStates(float[] probabilities, float[] uniform, float[] states, int count) {
            count().drawStates(probabilities, uniform, states, count);
        }

        @Override
        void drop(float[] values, float[] uniform, float keep, float scale, int count) {
            count().drop(values, uniform, keep, scale, count);
        }

        @Override
        void timesSlope(float[] deltas, float[] outputs, float keep, int count) {
            count().timesSlope(deltas, outputs, keep, count);
        }

        @Override
        void normals(float[] draws, int count) {
            count().normals(draws, count);
        }

        @Override
        void noisyRectified(float[] inputs, float[] normals, float[] states, int count) {
            count().noisyRectified(inputs, normals, states, count);
        }

        @Override
        void fractions(byte[] bytes, int start, float[] values, int offset, int count) {
            count().fractions(bytes, start, values, offset, count);
        }

        @Override
        void negate(float[] values, int count) {
            count().negate(values, count);
        }

        @Override
        void blocks(long key, int c0, int c1, int c2, int c3, float[] out, int count) {
            count().blocks(key, c0, c1, c2, c3, out, count);
        }
    }
}
