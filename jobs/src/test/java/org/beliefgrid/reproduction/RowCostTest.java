package org.beliefgrid.reproduction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalDouble;
import org.beliefgrid.model.TrainingPlan;
import org.junit.jupiter.api.Test;

class RowCostTest {
    private static final RowCost COST = new RowCost(784, 60_000, 10, 2);

    /** CD-1 takes five products a layer; 784x30 for the first, 30x20 for the second, which the first gives its cases. */
    @Test
    void workIsThatOfProducts() {
        RowTask base = RowTask.of(Rows.LIST, "base", 1);
        double first = 784.0 * 30;
        double second = 30.0 * 20;
        assertEquals((5 * first + 5 * second + first) * 60_000 * 2 / 2, COST.work(base.stack().orElseThrow()), 1);
        assertEquals(3 * (first + second + 200) * 60_000 * 3 / 2, COST.work(base.plan()), 1);
        assertEquals(3 * (first + second + 200) * 100 * 3 / 2, COST.work(RowTask.of(Rows.LIST, "few", 1).plan()), 1);
    }

    @Test
    void oneShardKeepsOneThreadBusy() {
        TrainingPlan plan = RowTask.of(Rows.LIST, "base", 1).plan();
        assertEquals(2 * COST.work(plan), COST.work(plan.withShards(1)), 1);
    }

    @Test
    void secondsAreThoseThatWereMeasured() {
        RowResult done = Rows.result("base", 1, 14);
        assertEquals(60.4, COST.secondsOfWork(List.of(done.training())).orElseThrow()
                * COST.work(RowTask.of(Rows.LIST, "base", 1).plan()), 1e-6);
        assertEquals(OptionalDouble.empty(), COST.secondsOfWork(List.of()));
    }
}
