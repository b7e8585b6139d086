package org.beliefgrid.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.beliefgrid.math.BareProducts.Operand;
import org.beliefgrid.math.BareProducts.Product;
import org.beliefgrid.math.BareProducts.Shared;
import org.junit.jupiter.api.Test;

class BareProductsTest {
    private static final int ROWS = 5;
    private static final int COLUMNS = 4;
    private static final int INNER = 3;

    private final Shared below = new Shared("below", ROWS + 2, INNER);
    private final Shared weights = new Shared("weights", COLUMNS, INNER);
    private final Shared above = new Shared("above", ROWS + 1, COLUMNS);
    private final Product product = new Product(below.rows(2, ROWS), weights.all().transposed(), 0.5f, above.rows(1, ROWS));

    @Test
    void everyStorageOrderGivesTheProduct() {
        for (int stored = 0; stored < 8; stored++) {
            Set<String> byColumns = new HashSet<>();
            List<Shared> all = List.of(below, weights, above);
            for (int matrix = 0; matrix < all.size(); matrix++) {
                if ((stored >> matrix & 1) == 1) {
                    byColumns.add(all.get(matrix).name());
                }
            }
            try (BareProducts bare = new BareProducts(List.of(product), byColumns)) {
                float[] expected = byHand(bare);
                bare.run(1);
                assertArrayEquals(expected, bare.copy("above"), 1e-6f, () -> "stored by columns: " + byColumns);
            }
        }
    }

    private static float[] byHand(BareProducts bare) {
        float[] a = bare.copy("below");
        float[] b = bare.copy("weights");
        float[] c = bare.copy("above");
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                double sum = 0;
                for (int i = 0; i < INNER; i++) {
                    sum += a[(row + 2) * INNER + i] * b[column * INNER + i];
                }
                int at = (row + 1) * COLUMNS + column;
                c[at] = (float) (1e-3 * sum + 0.5 * c[at]);
            }
        }
        return c;
    }

    @Test
    void aProductReadsWhatTheOneBeforeWroteIntoTheSameMatrix() {
        Product again = new Product(above.rows(1, ROWS), weights.all(), 0, new Shared("again", ROWS, INNER).all());
        try (BareProducts one = new BareProducts(List.of(product), Set.of());
                BareProducts both = new BareProducts(List.of(product, again), Set.of())) {
            one.run(1);
            both.run(1);
            float[] c = one.copy("above");
            float[] b = one.copy("weights");
            float expected = 0;
            for (int i = 0; i < COLUMNS; i++) {
                expected += 1e-3f * c[COLUMNS + i] * b[i * INNER];
            }
            assertArrayEquals(c, both.copy("above"));
            assertEquals(expected, both.copy("again")[0], 1e-9f);
        }
    }

    @Test
    void anOrderIsChosenAndTheSequenceRuns() {
        try (BareProducts bare = new BareProducts(List.of(product))) {
            float[] before = bare.copy("weights");
            bare.run(2);
            assertArrayEquals(before, bare.copy("weights"));
        }
    }

    @Test
    void operationsAreTwoForEveryMultiplication() {
        assertEquals(2 * ROWS * COLUMNS * INNER, product.operations());
        assertEquals(2 * 7 * 8 * 9, Product.of(7, 8, 9).operations());
    }

    @Test
    void whatIsNoProductIsRefused() {
        Operand otherShape = new Shared("below", ROWS, COLUMNS).all();
        assertThrows(IllegalArgumentException.class, () -> new Product(below.all(), weights.all(), 0, above.all()));
        assertThrows(IllegalArgumentException.class,
                () -> new Product(below.rows(0, ROWS), weights.all().transposed(), 0, otherShape));
        assertThrows(IllegalArgumentException.class, () -> below.rows(3, ROWS));
        Product other = new Product(new Shared("below", 1, INNER).all(), weights.all().transposed(), 0, above.rows(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new BareProducts(List.of(product, other)));
    }
}
