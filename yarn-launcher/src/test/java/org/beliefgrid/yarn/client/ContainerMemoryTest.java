package org.beliefgrid.yarn.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import java.util.OptionalLong;
import org.beliefgrid.cli.TrainingPreview;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;
import org.beliefgrid.yarn.client.ContainerMemory.Limits;
import org.junit.jupiter.api.Test;

class ContainerMemoryTest {
    private static final TrainingPreview MNIST = new TrainingPreview(TrainingPlan.DEFAULTS, "mnist", 60_000, 784, 1, 10,
            false, "m", Location.of("/models"));

    private static Limits limits(int minimum, int largest, int given) {
        return new Limits(minimum, largest, given == 0 ? OptionalInt.empty() : OptionalInt.of(given));
    }

    /** Blocks and shards hold a float where a pixel is a byte. */
    @Test
    void valuesOfATableTakeFourTimesAsMuch() {
        TrainingPreview table = new TrainingPreview(MNIST.plan(), "rows.csv", MNIST.cases(), MNIST.visible(), Float.BYTES,
                MNIST.classes(), false, "m", MNIST.store());
        long pixels = (long) MNIST.cases() * MNIST.visible();
        assertEquals(3 * pixels, TrainingNeeds.of(table, 1, 1).dataOnHeap() - TrainingNeeds.of(MNIST, 1, 1).dataOnHeap());
    }

    @Test
    void theContainerIsAMultipleOfTheSchedulersUnitAndHoldsItsParts() {
        TrainingNeeds needs = TrainingNeeds.of(MNIST, 2, 1);
        for (int unit : new int[] {1, 128, 500, 1024}) {
            ContainerMemory memory = ContainerMemory.ofMember(needs, 1, limits(unit, 8 * 1024, 0));
            assertEquals(0, memory.containerMb() % unit, memory::toString);
            assertTrue(memory.overheadMb() >= 384, memory::toString);
        }
    }

    @Test
    void mnistFitsIntoTheContainerOfTheAcceptance() {
        ContainerMemory memory = ContainerMemory.ofMember(TrainingNeeds.of(MNIST, 1, 1), 1, limits(128, 6144, 1536));
        assertTrue(memory.containerMb() <= 1536, memory::toString);
    }

    @Test
    void whatDoesNotFitIsRefusedWithTheOptionToRaise() {
        TrainingNeeds needs = TrainingNeeds.of(MNIST, 2, 1);
        RefusedException small = assertThrows(RefusedException.class, () -> ContainerMemory.ofMember(needs, 1, limits(128,
                6144, 512)));
        assertTrue(small.getMessage().contains("--memory allows 512 MB"), small::getMessage);
        assertEquals(YarnExit.REFUSED, small.exitCode());
        RefusedException cluster = assertThrows(RefusedException.class, () -> ContainerMemory.ofMember(needs, 1, limits(128,
                640, 2048)));
        assertTrue(cluster.getMessage().contains("largest container of this cluster has 640 MB"), cluster::getMessage);
        RefusedException master = assertThrows(RefusedException.class,
                () -> ContainerMemory.ofMaster(OptionalLong.of(1_000_000), limits(128, 6144, 256)));
        assertTrue(master.getMessage().contains("--master-memory"), master::getMessage);
    }

    @Test
    void moreMembersNeedLessEach() {
        assertTrue(TrainingNeeds.of(MNIST, 5, 1).dataOnHeap() < TrainingNeeds.of(MNIST, 2, 1).dataOnHeap());
        assertTrue(TrainingNeeds.of(MNIST, 2, 4).epochsOnHeap() > TrainingNeeds.of(MNIST, 2, 1).epochsOnHeap());
    }

    @Test
    void noMoreEpochsRunThanThereAreShards() {
        assertEquals(TrainingNeeds.of(MNIST, 10, 1), TrainingNeeds.of(MNIST, 10, 8));
    }

    @Test
    void aHeapThatFillsItsContainerIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ContainerMemory(1024, 1024, 0));
    }
}
