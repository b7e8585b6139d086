package org.beliefgrid.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.error.CorruptModelException;
import org.beliefgrid.error.OtherModelException;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.model.AlgorithmPlan;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.ImageShape;
import org.beliefgrid.model.Learned;
import org.beliefgrid.model.LearnedSections;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.NamedSection;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.TrainingPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of what is no network, and of networks without hidden layers: the newest version of the format. */
class SectionsFileTest {
    private static final Provenance PROVENANCE = new Provenance("data", "hash", 10, 5, 0, 1, 7, "2026-11-30T00:00:00Z",
            "versions",
            "processor", false);
    private static final TrainingPlan PLAN = TrainingPlan.DEFAULTS.withAlgorithm(new AlgorithmPlan("k-means",
            Map.of("clusters", "2", "note", "a \"quoted\\ text\u00e9\n")));

    private static LearnedSections sections(float... centroids) {
        return new LearnedSections(List.of(new NamedSection("clusters.centroids", List.of(2, centroids.length / 2), centroids),
                new NamedSection("clusters.shares", List.of(2), new float[] {0.25f, 0.75f})), Map.of("squaredDistance", 1.5),
                new ImageShape(1, centroids.length / 2), PLAN, PROVENANCE, Optional.empty());
    }

    private static byte[] file(Learned learned) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ModelFile.write(learned, out);
        return out.toByteArray();
    }

    @Test
    void sectionsComeBackAsTheyWereWritten() throws IOException {
        LearnedSections written = sections(1, 2, 3, 4, 5, 6);
        LearnedSections read = (LearnedSections) ModelFile.readAny("s.dbn", new ByteArrayInputStream(file(written)));
        assertEquals(written.plan(), read.plan());
        assertEquals(PROVENANCE, read.provenance());
        assertEquals(written.figures(), read.figures());
        assertEquals(written.shape(), read.shape());
        assertEquals(written.sha256(), read.sha256());
        assertEquals(written.sections().toString(), read.sections().toString());
        assertArrayEquals(written.sections().get(0).values(), read.section("clusters.centroids").values());
        assertArrayEquals(file(written), file(read));
    }

    @Test
    void whoNeedsANetworkIsToldThatThereIsNone() throws IOException {
        byte[] file = file(sections(1, 2, 3, 4));
        assertThrows(OtherModelException.class, () -> ModelFile.read("s.dbn", new ByteArrayInputStream(file)));
        file[file.length - 40] ^= 1;
        assertThrows(CorruptModelException.class, () -> ModelFile.read("s.dbn", new ByteArrayInputStream(file)));
    }

    @Test
    void everyCutAndEveryByteThatIsAnotherOneIsFound() throws IOException {
        byte[] file = file(sections(1, 2, 3, 4));
        for (int i = 0; i < file.length; i++) {
            byte[] cut = Arrays.copyOf(file, i);
            assertThrows(CorruptModelException.class, () -> ModelFile.readAny("s.dbn", new ByteArrayInputStream(cut)));
            byte[] damaged = file.clone();
            damaged[i] ^= 0x10;
            assertThrows(CorruptModelException.class, () -> ModelFile.readAny("s.dbn", new ByteArrayInputStream(damaged)));
        }
    }

    @Test
    void whatIsNotFiniteIsNotWritten() {
        assertThrows(TrainingDivergedException.class, () -> file(sections(1, 2, Float.NaN, 4)));
    }

    @Test
    void aNetworkWithoutHiddenLayersIsOfTheNewestVersionAndOneWithThemOfTheOneBefore() throws IOException {
        DeepBeliefNet net = new DeepBeliefNet(List.of(), Optional.of(new SoftmaxLayer(2, 3, new float[] {1, 2, 3, 4, 5, 6},
                new float[] {7, 8, 9})));
        Model model = new Model(net, new ImageShape(1, 2), TrainingPlan.DEFAULTS, PROVENANCE);
        byte[] file = file(model);
        assertEquals(4, version(file));
        Model read = ModelFile.read("m.dbn", new ByteArrayInputStream(file));
        assertEquals(net.sha256(), read.net().sha256());
        assertEquals(List.of(), read.net().hidden());
        assertEquals(2, read.net().visible());
        assertEquals(3, version(file(TinyModels.whole())));
        assertThrows(IllegalArgumentException.class, () -> new DeepBeliefNet(List.of(), Optional.empty()));
    }

    private static int version(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(8);
    }

    @Test
    void theStoreKeepsSectionsAsVersionsAndPromotesThem(@TempDir Path folder) throws IOException {
        ModelStore store = ModelStore.at(Location.of(folder.toString()));
        store.save("mixed", TinyModels.whole());
        ModelVersion second = store.save("mixed", sections(1, 2, 3, 4));
        assertEquals(2, second.number());
        assertTrue(ModelVersions.loadAny(second) instanceof LearnedSections);
        assertThrows(OtherModelException.class, () -> store.load("mixed@2"));
        store.versions("mixed").promote(new ModelVersions.PromotionRequest(2, Optional.empty(), true, "me", "now"));
        assertEquals(second, store.find("mixed"));
    }
}
