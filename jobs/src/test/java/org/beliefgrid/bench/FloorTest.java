package org.beliefgrid.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.beliefgrid.learning.RoundPlace;
import org.beliefgrid.math.BareProducts.Operand;
import org.beliefgrid.math.BareProducts.Product;
import org.beliefgrid.math.BareProducts.Shared;
import org.beliefgrid.math.Blas;
import org.beliefgrid.math.CountingBlas;
import org.beliefgrid.math.Matrix.Rows;
import org.beliefgrid.model.Dropout;
import org.junit.jupiter.api.Test;

/** The bare products of a mini-batch are those that its kernel asks for: the same rows of as many matrices. */
class FloorTest {
    private static final int[] TWO_LAYERS = {31, 17};
    private static final int[] MORE_LAYERS = {31, 17, 23};

    @Test
    void theFloorOfContrastiveDivergenceIsWhatItsKernelAsksFor() throws Exception {
        List<String> floor = described(Networks.contrastiveDivergence(31, 17));
        assertEquals(4, floor.size());
        assertEquals(floor, askedBy(ContrastiveDivergence.class));
    }

    @Test
    void theFloorOfFineTuningIsWhatItsKernelAsksFor() throws Exception {
        List<String> floor = described(Networks.backPropagation(MORE_LAYERS));
        assertEquals(3 + 2 + 3, floor.size());
        assertEquals(floor, askedBy(BackPropagation.class));
    }

    @Test
    void aMatrixOfItsOwnInThePlaceOfASharedOneIsSeen() {
        List<Product> products = new ArrayList<>(Networks.contrastiveDivergence(31, 17));
        Product up = products.get(2);
        products.set(2, new Product(up.a(), new Shared("weights of its own", 31, 17).all(), up.keep(), up.c()));
        assertNotEquals(described(Networks.contrastiveDivergence(31, 17)), described(products));
    }

    /** A mini-batch of CD-1. */
    public static final class ContrastiveDivergence implements Callable<List<String>> {
        @Override
        public List<String> call() {
            return afterOneMiniBatch(Networks.pretraining(TWO_LAYERS), TWO_LAYERS);
        }
    }

    /** A mini-batch of fine-tuning. */
    public static final class BackPropagation implements Callable<List<String>> {
        @Override
        public List<String> call() {
            return afterOneMiniBatch(Networks.fineTuning(new Dropout(0.2, 0.5), MORE_LAYERS), MORE_LAYERS);
        }
    }

    private static List<String> afterOneMiniBatch(IterativeAlgorithm algorithm, int... units) {
        algorithm.shardEpoch(Networks.cases(Networks.MINI_BATCH, units[0], true), Networks.start(algorithm, units),
                new RoundPlace(0, 0, 0));
        Map<Object, Integer> numbers = new HashMap<>();
        return CountingBlas.Asked.take().stream().map(asked -> "%s by %s into %s, keeping: %s".formatted(
                rows(numbers, asked.a(), asked.turnedA()), rows(numbers, asked.b(), asked.turnedB()),
                rows(numbers, asked.c(), false), asked.keeps())).toList();
    }

    private static List<String> described(List<Product> products) {
        Map<Object, Integer> numbers = new HashMap<>();
        return products.stream().map(product -> "%s by %s into %s, keeping: %s".formatted(
                rows(numbers, product.a()), rows(numbers, product.b()), rows(numbers, product.c()), product.keep() != 0))
                .toList();
    }

    private static String rows(Map<Object, Integer> numbers, Operand operand) {
        Shared matrix = operand.matrix();
        return rows(number(numbers, matrix), matrix.rows(), matrix.columns(), operand.first(), operand.count(),
                operand.turned());
    }

    private static String rows(Map<Object, Integer> numbers, Rows rows, boolean turned) {
        return rows(number(numbers, rows.matrix()), rows.matrix().rows(), rows.matrix().columns(), rows.first(), rows.count(),
                turned);
    }

    private static String rows(int number, int rows, int columns, int first, int count, boolean turned) {
        return "%d+%d of matrix %d (%d x %d)%s".formatted(first, count, number, rows, columns, turned ? " transposed" : "");
    }

    /** In the order in which they first appear. */
    private static int number(Map<Object, Integer> numbers, Object matrix) {
        return numbers.computeIfAbsent(matrix, any -> numbers.size());
    }

    private static Object askedBy(Class<? extends Callable<List<String>>> miniBatch) throws Exception {
        Object task = new WithCountingBlas().loadClass(miniBatch.getName()).getDeclaredConstructor().newInstance();
        return ((Callable<?>) task).call();
    }

    /** Loads all of our classes anew, with {@link CountingBlas} under the name of {@link Blas}. */
    private static final class WithCountingBlas extends ClassLoader {
        WithCountingBlas() {
            super(FloorTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known != null) {
                    return known;
                }
                return name.startsWith("org.beliefgrid.") ? ofOurs(name) : super.loadClass(name, resolve);
            }
        }

        private Class<?> ofOurs(String name) throws ClassNotFoundException {
            String read = name.equals(Blas.class.getName()) ? CountingBlas.class.getName() : name;
            try (InputStream file = getParent().getResourceAsStream(read.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(read);
                }
                byte[] bytes = file.readAllBytes();
                if (!read.equals(name)) {
                    bytes = new String(bytes, StandardCharsets.ISO_8859_1).replace(constant(read), constant(name))
                            .getBytes(StandardCharsets.ISO_8859_1);
                }
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(read, e);
            }
        }

        /** A class's name as it stands in a class file: its length in two bytes before it. */
        private static String constant(String name) {
            return (char) (name.length() >> 8) + "" + (char) (name.length() & 0xff) + name.replace('.', '/');
        }
    }
}
