package org.beliefgrid.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactSumTest {
    private static final long SEED = Long.getLong("beliefgrid.test.seed", 20150601L);

    /** Of all sizes, subnormal ones included, with some that cancel others. */
    private static List<Double> values(Random random) {
        List<Double> values = new ArrayList<>(List.of(0.0, -0.0, Double.MIN_VALUE, -Double.MIN_NORMAL, Double.MAX_VALUE, 1.0,
                -Double.MAX_VALUE));
        for (int i = 0; i < 2000; i++) {
            double value = (random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(600) - 300);
            values.add(value);
            if (i % 3 == 0) {
                values.add(-value);
            }
        }
        return values;
    }

    @Test
    void theSumIsExactInAnyOrderAndInAnyParts() {
        Random random = new Random(SEED);
        List<Double> values = values(random);
        BigDecimal expected = values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
        for (int parts = 1; parts < 6; parts++) {
            Collections.shuffle(values, random);
            List<ExactSum> sums = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                if (sums.size() < parts) {
                    sums.add(new ExactSum());
                }
                sums.get(i % parts).add(values.get(i));
            }
            ExactSum all = new ExactSum();
            sums.forEach(all::add);
            assertEquals(0, expected.compareTo(all.value()), () -> "seed " + SEED + ": " + all.value());
        }
    }

    @Test
    void squaresAreExact() {
        Random random = new Random(SEED);
        ExactSum sum = new ExactSum();
        BigDecimal expected = BigDecimal.ZERO;
        for (int i = 0; i < 1000; i++) {
            double value = random.nextGaussian() * Math.scalb(1.0, random.nextInt(100) - 50);
            sum.addSquare(value);
            expected = expected.add(new BigDecimal(value).pow(2));
        }
        assertEquals(0, expected.compareTo(sum.value()), "seed " + SEED);
    }
}
