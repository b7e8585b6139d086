package org.beliefgrid.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.beliefgrid.error.CorruptModelException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.error.OtherVersionException;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.ImageShape;
import org.beliefgrid.model.LabelUnits;
import org.beliefgrid.model.Learned;
import org.beliefgrid.model.LearnedSections;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.NamedSection;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.model.ProvenanceText;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.Standardisation;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableSchemaText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.model.Units;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFileTest {
    private static final int CHECKSUM_BYTES = 32;
    private static final int VERSION_AT = 8;

    /** A sound file of each kind, to be damaged. */
    enum Sound {
        /** As a build wrote it that knew no other version. */
        VERSION_1 {
            @Override
            byte[] file() throws IOException {
                return golden(1);
            }
        },
        /** As a build wrote it that knew no table. */
        VERSION_2 {
            @Override
            byte[] file() throws IOException {
                return golden(2);
            }
        },
        VERSION_3 {
            @Override
            byte[] file() throws IOException {
                return bytes(TinyModels.whole());
            }
        },
        VERSION_3_WITH_EVERYTHING {
            @Override
            byte[] file() throws IOException {
                return bytes(TinyModels.everything());
            }
        },
        VERSION_3_OF_A_TABLE {
            @Override
            byte[] file() throws IOException {
                return bytes(TinyModels.table());
            }
        };

        abstract byte[] file() throws IOException;
    }

    /** Writes the golden files of the present format version; run once for each version, from the folder of this module. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of("src/test/resources/org/beliefgrid/store");
        Files.write(folder.resolve("model-v4.dbn"), bytes(TinyModels.withoutLayers()));
        Files.write(folder.resolve("sections-v4.dbn"), bytes(TinyModels.sections()));
    }

    private static byte[] golden(int version) throws IOException {
        return golden("model-v" + version + ".dbn");
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream golden = ModelFileTest.class.getResourceAsStream(name)) {
            return golden.readAllBytes();
        }
    }

    @Test
    void goldenFilesOfAllVersionsAreStillRead() throws IOException {
        requireSame(TinyModels.whole(), read(golden(1)));
        requireSame(TinyModels.everything(), read(golden(2)));
        requireSame(TinyModels.table(), read(golden(3)));
        requireSame(TinyModels.withoutLayers(), read(golden(4)));
    }

    /** A model is not lost because its plan would not be taken for another run. */
    @Test
    void aModelWhosePlanWouldBeRefusedNowIsStillRead() throws IOException {
        Model model = TinyModels.whole();
        TrainingPlan plan = PlanText.readIncomplete("plan", "{hidden: [3, 2], fineTuning: {learningRate: {warmUp: 20}}}",
                TrainingPlan.DEFAULTS);
        assertThrows(InvalidConfigException.class, plan::requireComplete);
        Model old = new Model(model.net(), model.shape(), plan, model.provenance(), model.table());
        requireSame(old, read(bytes(old)));
    }

    /** What the file holds, written down here once more. */
    @Test
    void theGoldenFileOfSectionsIsStillRead() throws IOException {
        LearnedSections found = (LearnedSections) ModelFile.readAny("s.dbn",
                new ByteArrayInputStream(golden("sections-v4.dbn")));
        assertEquals(List.of("clusters.centroids", "clusters.shares"),
                found.sections().stream().map(NamedSection::name).toList());
        assertEquals(List.of(3, 4), found.section("clusters.centroids").shape());
        assertEquals(List.of(3), found.section("clusters.shares").shape());
        assertArrayEquals(new float[] {-0.5f, -0.375f, -0.25f, -0.125f, 0, 0.125f, 0.25f, 0.375f, 0.5f, 0.625f, 0.75f, 0.875f},
                found.section("clusters.centroids").values());
        assertArrayEquals(bits(new float[] {0.25f, -0f, 0.75f}), bits(found.section("clusters.shares").values()));
        assertEquals(Map.of("squaredDistance", 1 / 3.0), found.figures());
        assertEquals(new ImageShape(2, 2), found.shape());
        assertEquals(TinyModels.sections().plan(), found.plan());
        assertEquals(TinyModels.PROVENANCE, found.provenance());
        assertEquals(Optional.empty(), found.table());
    }

    /** A version without one could be changed unnoticed. */
    @Test
    void thePresentVersionHasGoldenFiles() throws IOException {
        for (byte[] file : List.of(golden(StoredModel.VERSION), golden("sections-v" + StoredModel.VERSION + ".dbn"))) {
            assertEquals(StoredModel.VERSION, littleEndian(file).getInt(VERSION_AT));
        }
    }

    /** A model is the same, whichever version of the format it is in. */
    @Test
    void hashesDoNotDependOnTheVersion() throws IOException {
        assertEquals(read(golden(1)).net().sha256(), read(bytes(TinyModels.whole())).net().sha256());
    }

    @Test
    void modelsAreReadBackBitForBit() throws IOException {
        requireSame(TinyModels.whole(), read(bytes(TinyModels.whole())));
        requireSame(TinyModels.withoutSoftmax(), read(bytes(TinyModels.withoutSoftmax())));
        requireSame(TinyModels.everything(), read(bytes(TinyModels.everything())));
        requireSame(TinyModels.rectified(), read(bytes(TinyModels.rectified())));
        requireSame(TinyModels.table(), read(bytes(TinyModels.table())));
    }

    /** Larger than every buffer and first allocation, and not a multiple of them. */
    @Test
    void largeArraysAreReadBackBitForBit() throws IOException {
        int visible = 1_201;
        int hidden = 1_999;
        float[] weights = new float[visible * hidden];
        for (int index = 0; index < weights.length; index++) {
            weights[index] = index * 0.37f - 1_000;
        }
        Rbm rbm = new Rbm(visible, hidden, weights, new float[visible], new float[hidden]);
        Model model = new Model(new DeepBeliefNet(List.of(rbm), Optional.empty()), new ImageShape(1, visible),
                TrainingPlan.DEFAULTS, TinyModels.PROVENANCE);

        requireSame(model, read(bytes(model)));
    }

    /** The format as its javadoc has it, put together by hand. */
    @Test
    void fileIsAsDocumented() throws IOException {
        for (Model model : List.of(TinyModels.whole(), TinyModels.everything(), TinyModels.rectified(),
                TinyModels.table())) {
            assertArrayEquals(documented(model), bytes(model));
        }
    }

    private static byte[] documented(Model model) {
        DeepBeliefNet net = model.net();
        byte[] plan = PlanText.write(model.plan()).getBytes(StandardCharsets.UTF_8);
        byte[] provenance = ProvenanceText.write(model.provenance()).getBytes(StandardCharsets.UTF_8);
        ByteBuffer expected = ByteBuffer.allocate(10_000).order(ByteOrder.LITTLE_ENDIAN);
        expected.put(new byte[] {(byte) 0x89, 0x44, 0x42, 0x4E, 0x0D, 0x0A, 0x1A, 0x0A}).putInt(3);
        expected.putInt(plan.length).put(plan).putInt(provenance.length).put(provenance);
        expected.putInt(model.shape().height()).putInt(model.shape().width());
        expected.putInt(net.units().visible() == Units.Visible.GAUSSIAN ? 1 : 0);
        expected.putInt(net.units().hidden() == Units.Hidden.RECTIFIED ? 1 : 0);
        expected.putInt(net.standardisation().isPresent() ? 1 : 0);
        net.standardisation().ifPresent(input -> put(expected, input.means(), input.deviations()));
        expected.putInt(2);
        for (Rbm rbm : net.rbms()) {
            expected.putInt(rbm.visible()).putInt(rbm.hidden());
            put(expected, rbm.weights(), rbm.visibleBiases(), rbm.hiddenBiases());
        }
        expected.putInt(net.labelUnits().isPresent() ? 1 : 0);
        net.labelUnits().ifPresent(labels -> {
            expected.putInt(labels.classes()).putInt(labels.hidden());
            put(expected, labels.weights(), labels.biases());
        });
        expected.putInt(net.softmax().isPresent() ? 1 : 0);
        net.softmax().ifPresent(softmax -> {
            expected.putInt(softmax.inputs()).putInt(softmax.classes());
            put(expected, softmax.weights(), softmax.biases());
        });
        expected.putInt(model.table().isPresent() ? 1 : 0);
        model.table().ifPresent(table -> put(expected, table));
        return sealed(Arrays.copyOf(expected.array(), expected.position() + CHECKSUM_BYTES));
    }

    private static void put(ByteBuffer target, TableInput table) {
        put(target, TableSchemaText.write(table.schema()));
        target.putInt(2);
        put(target, "age");
        target.putDouble(17.5).putDouble(1 / 3.0).putInt(0).putFloat(0.25f);
        put(target, "country");
        target.putDouble(0).putDouble(1).putInt(3);
        put(target, "CH", "", "\u00e4");
        target.putFloat(0.5f).putFloat(0.25f).putFloat(0.25f).putInt(2);
        put(target, "no", "yes");
    }

    private static void put(ByteBuffer target, String... texts) {
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            target.putInt(bytes.length).put(bytes);
        }
    }

    private static void put(ByteBuffer target, float[]... arrays) {
        for (float[] values : arrays) {
            for (float value : values) {
                target.putFloat(value);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Sound.class)
    void everyFlippedBitIsFound(Sound sound) throws IOException {
        byte[] file = sound.file();
        for (int bit = 0; bit < file.length * Byte.SIZE; bit++) {
            byte[] damaged = file.clone();
            damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            requireOneLine(refusal(damaged));
        }
    }

    @ParameterizedTest
    @EnumSource(Sound.class)
    void everyTruncationIsFound(Sound sound) throws IOException {
        byte[] file = sound.file();
        for (int length = 0; length < file.length; length++) {
            String message = refusal(Arrays.copyOf(file, length));
            assertTrue(message.startsWith("m.dbn: truncated: has " + length + " bytes, "), message);
        }
    }

    @ParameterizedTest
    @EnumSource(Sound.class)
    void trailingBytesAreRefused(Sound sound) throws IOException {
        byte[] file = sound.file();
        assertEquals("m.dbn: should end after " + file.length + " bytes, but goes on",
                refusal(Arrays.copyOf(file, file.length + 1)));
    }

    @Test
    void otherFilesAreRefused() {
        assertEquals("m.dbn: not a model file: begins with 50 4B 03 04 00 00 00 00, expected 89 44 42 4E 0D 0A 1A 0A",
                refusal(new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 9, 9}));
    }

    /** Each byte of the number by every value that it is not, which includes the numbers of other versions. */
    @ParameterizedTest
    @EnumSource(Sound.class)
    void anotherVersionNumberIsDamageNotAnotherVersion(Sound sound) throws IOException {
        byte[] file = sound.file();
        for (int value = 0; value < 256 * Integer.BYTES; value++) {
            byte[] damaged = file.clone();
            int at = VERSION_AT + value / 256;
            damaged[at] = (byte) value;
            if (damaged[at] != file[at]) {
                requireOneLine(refusal(damaged));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, 6, 5})
    void newerVersionsAreTooNewIfTheyAreSound(int version) throws IOException {
        byte[] file = bytes(TinyModels.whole());
        littleEndian(file).putInt(VERSION_AT, version);
        assertTrue(refusal(file).startsWith("m.dbn: damaged: its bytes have SHA-256 "));
        assertEquals("m.dbn: format version " + version + " is too new, this build reads 1 to 4; a build that is "
                        + "newer reads it",
                assertThrows(OtherVersionException.class, () -> read(sealed(file))).getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void olderVersionsAreTooOldIfTheyAreSound(int version) throws IOException {
        byte[] file = bytes(TinyModels.whole());
        littleEndian(file).putInt(VERSION_AT, version);
        assertTrue(refusal(file).startsWith("m.dbn: damaged: its bytes have SHA-256 "));
        assertEquals("m.dbn: format version " + version + " is too old, this build reads 1 to 4; a build that is "
                        + "older reads it",
                assertThrows(OtherVersionException.class, () -> read(sealed(file))).getMessage());
    }

    /** Whatever a version of the future may have between its number and its checksum. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 65_535, 65_536, 65_537, 300_000})
    void versionsOfTheFutureMayHaveAnyLength(int bytes) {
        byte[] file = new byte[VERSION_AT + Integer.BYTES + bytes + CHECKSUM_BYTES];
        new Random(TestSeed.SEED).nextBytes(file);
        littleEndian(file).put(0, new byte[] {(byte) 0x89, 0x44, 0x42, 0x4E, 0x0D, 0x0A, 0x1A, 0x0A}).putInt(VERSION_AT, 5);
        assertThrows(OtherVersionException.class, () -> read(sealed(file)));
        file[file.length - 1] ^= 1;
        assertTrue(refusal(file).startsWith("m.dbn: damaged: its bytes have SHA-256 "));
        assertThrows(CorruptModelException.class, () -> read(Arrays.copyOf(sealed(file), file.length - 1)));
    }

    @ParameterizedTest
    @EnumSource(Sound.class)
    void damageIsToldFromInvalidContent(Sound sound) throws IOException {
        byte[] file = sound.file();
        littleEndian(file).putFloat(weightsAt(file), Float.NaN);

        String message = refusal(file);
        assertTrue(message.startsWith("m.dbn: damaged: its bytes have SHA-256 "), message);
        assertEquals("m.dbn: layer 0 weight 0,0 is NaN", refusal(sealed(file)));
    }

    /** Sizes that claim gigabytes which the file does not have; this test's heap is smaller than some of them. */
    @ParameterizedTest(name = "{0} x {1}")
    @CsvSource(delimiter = '|', value = {
        "2147483647 | 2147483647 | layer 0 visible at byte %1$d must be 1 to 2147483639, was 2147483647",
        "0          | 3          | layer 0 visible at byte %1$d must be 1 to 2147483639, was 0",
        "4          | -1         | layer 0 hidden at byte %2$d must be 1 to 2147483639, was -1",
        "65536      | 32768      | layer 0 weights at byte %3$d would be 65536 x 32768 values, an array has at most 2147483639",
        "65536      | 32767      | truncated: has %4$d bytes, layer 0 weights would be bytes",
        "2147483639 | 1          | truncated: has %4$d bytes, layer 0 weights would be bytes",
    })
    void hostileSizesAreRefused(int visible, int hidden, String message) throws IOException {
        byte[] file = bytes(TinyModels.whole());
        int weights = weightsAt(file);
        littleEndian(file).putInt(weights - 8, visible).putInt(weights - 4, hidden);

        String expected = "m.dbn: " + message.formatted(weights - 8, weights - 4, weights, file.length);
        String found = refusal(sealed(file));
        assertTrue(found.startsWith(expected), found);
    }

    @ParameterizedTest
    @EnumSource(Sound.class)
    void memoryGrowsOnlyAsBytesArrive(Sound sound) throws IOException {
        byte[] file = sound.file();
        int weights = weightsAt(file);
        byte[] some = Arrays.copyOf(Arrays.copyOf(file, weights), weights + 5_000_000);
        littleEndian(some).putInt(weights - 8, 65_536).putInt(weights - 4, 32_767);

        String found = refusal(some);
        assertTrue(found.startsWith("m.dbn: truncated: has " + some.length + " bytes, layer 0 weights would be bytes "), found);
    }

    @ParameterizedTest
    @EnumSource(Sound.class)
    void hostileTextLengthsAreRefused(Sound sound) throws IOException {
        byte[] file = sound.file();
        littleEndian(file).putInt(VERSION_AT + 4, Integer.MAX_VALUE);
        assertEquals("m.dbn: length of the plan at byte 12 must be 0 to 65536, was 2147483647", refusal(sealed(file)));
    }

    @ParameterizedTest
    @EnumSource(value = Sound.class, names = {"VERSION_1", "VERSION_3"})
    void contentThatDoesNotFitTogetherIsRefused(Sound sound) throws IOException {
        byte[] file = sound.file();
        int height = heightAt(file);

        littleEndian(file).putInt(height, 3);
        assertEquals("m.dbn: the network takes 4 values, images of 3x2 have 6", refusal(sealed(file)));
        littleEndian(file).putInt(height, 1 << 16).putInt(height + 4, 1 << 16);
        assertEquals("m.dbn: images of 65536x65536 are too large", refusal(sealed(file)));
    }

    @Test
    void unitsThatAreNotKnownAreRefused() throws IOException {
        byte[] file = bytes(TinyModels.everything());
        int visible = heightAt(file) + 8;
        for (int kind : new int[] {2, -1}) {
            littleEndian(file).putInt(visible, kind);
            assertEquals("m.dbn: visible units at byte " + visible + " must be 0 to 1, was " + kind, refusal(sealed(file)));
        }
        littleEndian(file).putInt(visible, 1).putInt(visible + 4, 2);
        assertEquals("m.dbn: hidden units at byte " + (visible + 4) + " must be 0 to 1, was 2", refusal(sealed(file)));
    }

    @Test
    void standardisationAndLabelUnitsThatDoNotFitAreRefused() throws IOException {
        byte[] file = bytes(TinyModels.everything());
        int secondDeviation = heightAt(file) + 20 + 5 * 4;
        for (float value : new float[] {0, -1, Float.NaN}) {
            littleEndian(file).putFloat(secondDeviation, value);
            assertEquals("m.dbn: deviation 1 must be above 0, was " + value, refusal(sealed(file)));
        }
        littleEndian(file).putFloat(secondDeviation, Float.POSITIVE_INFINITY);
        assertEquals("m.dbn: deviation 1 is Infinity", refusal(sealed(file)));

        byte[] other = bytes(TinyModels.everything());
        int labels = other.length - CHECKSUM_BYTES - 4 - 4 - 8 - 6 * 4 - 9 * 4 - 8;
        littleEndian(other).putInt(labels, 9).putInt(labels + 4, Integer.MAX_VALUE);
        assertEquals("m.dbn: label hidden at byte " + (labels + 4) + " must be 1 to 2147483639, was 2147483647",
                refusal(sealed(other)));
        littleEndian(other).putInt(labels, 2).putInt(labels + 4, 1);
        assertThrows(CorruptModelException.class, () -> read(sealed(other)));
    }

    @Test
    void partsOfANetworkFitTogether() {
        Model model = TinyModels.everything();
        Standardisation wide = new Standardisation(new float[5], new float[] {1, 1, 1, 1, 1});
        assertEquals("standardisation of 5 visible units, the network has 4", assertThrows(IllegalArgumentException.class,
                () -> new DeepBeliefNet(model.net().rbms(), Units.BERNOULLI, Optional.of(wide), Optional.empty(),
                        Optional.empty())).getMessage());
        LabelUnits high = new LabelUnits(3, 3, new float[9], new float[3]);
        assertEquals("label units of 3 hidden units, the network has 2", assertThrows(IllegalArgumentException.class,
                () -> new DeepBeliefNet(model.net().rbms(), Units.BERNOULLI, Optional.empty(), Optional.of(high),
                        Optional.empty())).getMessage());
    }

    @ParameterizedTest
    @EnumSource(Sound.class)
    void invalidSettingsAreRefused(Sound sound) throws IOException {
        String file = new String(sound.file(), StandardCharsets.ISO_8859_1);
        byte[] damaged = file.replace("shards: 5", "shards: 0").replace("cdSteps: 2", "cdSteps: 0")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("m.dbn: plan: pretraining.cdSteps must be 1 or more, was 0; plan: shards must be 1 to 4096, was 0",
                refusal(sealed(damaged)));
    }

    @ParameterizedTest(name = "array {0}")
    @CsvSource(delimiter = '|', value = {
        "0 | layer 0 weight 1,2",
        "1 | layer 0 visible bias 3",
        "2 | layer 0 hidden bias 2",
        "3 | layer 1 weight 2,1",
        "4 | layer 1 visible bias 2",
        "5 | layer 1 hidden bias 1",
        "6 | label weight 2,1",
        "7 | label bias 2",
        "8 | softmax weight 1,1",
        "9 | softmax bias 1",
        "-2 | mean 3",
        "-1 | deviation 3",
    })
    void parametersThatAreNotFiniteAreNotWritten(int array, String place) {
        Model model = TinyModels.everything();
        float[] values = model.net().parameters().get(array + 2);
        int last = array == 0 ? 5 : values.length - 1;
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            values[last] = value;
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            String message = assertThrows(TrainingDivergedException.class, () -> ModelFile.write(model, out)).getMessage();
            assertEquals(place + " is " + value, message);
            assertEquals(0, out.size(), "bytes written");
        }
    }

    @Test
    void parametersHaveTheSameHashWhateverTheProvenance() throws IOException {
        Provenance other = new Provenance("elsewhere", "", 0, 0, 0, 1, 0, "", "", "", false);
        Model first = read(bytes(TinyModels.whole()));
        Model second = read(bytes(TinyModels.withProvenance(other)));

        assertEquals(first.net().sha256(), second.net().sha256());
        assertEquals(other, second.provenance());
    }

    @Test
    void tablesThatDoNotFitAreRefused() throws IOException {
        byte[] file = bytes(TinyModels.table());
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int country = text.lastIndexOf("country");
        littleEndian(file).putDouble(country + 7, Double.NaN);
        assertEquals("m.dbn: column country: offset, factor and values must be finite", refusal(sealed(file)));

        byte[] longer = bytes(TinyModels.table());
        littleEndian(longer).putInt(country - 4, Integer.MAX_VALUE);
        assertEquals("m.dbn: length of the name of column 1 at byte " + (country - 4) + " must be 0 to 65536, was 2147483647",
                refusal(sealed(longer)));

        byte[] other = text.replace("label: bought", "lebal: bought").getBytes(StandardCharsets.ISO_8859_1);
        assertTrue(refusal(sealed(other)).startsWith("m.dbn: schema: unknown setting lebal; known here: "));

        TableInput table = TinyModels.table().table().orElseThrow();
        TableInput narrow = new TableInput(table.schema(), table.columns().subList(0, 1), table.classes());
        assertEquals("the network takes 4 values, the columns of its table have 1", assertThrows(IllegalArgumentException.class,
                () -> new Model(TinyModels.whole().net(), new ImageShape(1, 4), TinyModels.plan(), TinyModels.PROVENANCE,
                        Optional.of(narrow))).getMessage());
    }

    private static void requireSame(Model expected, Model found) {
        assertEquals(expected.table(), found.table());
        assertEquals(expected.plan(), found.plan());
        assertEquals(expected.provenance(), found.provenance());
        assertEquals(expected.shape(), found.shape());
        assertEquals(expected.net().hidden(), found.net().hidden());
        assertEquals(expected.net().units(), found.net().units());
        assertEquals(expected.net().classes(), found.net().classes());
        assertEquals(expected.net().standardisation().isPresent(), found.net().standardisation().isPresent());
        assertEquals(expected.net().labelUnits().isPresent(), found.net().labelUnits().isPresent());
        assertEquals(expected.net().softmax().isPresent(), found.net().softmax().isPresent());
        List<float[]> parameters = expected.net().parameters();
        assertEquals(parameters.size(), found.net().parameters().size());
        for (int array = 0; array < parameters.size(); array++) {
            assertArrayEquals(bits(parameters.get(array)), bits(found.net().parameters().get(array)), "array " + array);
        }
        assertEquals(expected.net().sha256(), found.net().sha256());
    }

    /** Told apart by its bits, -0 is not 0. */
    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, index -> Float.floatToRawIntBits(values[index]));
        return bits;
    }

    private static void requireOneLine(String message) {
        assertTrue(message.startsWith("m.dbn: ") && message.lines().count() == 1, message);
    }

    private static byte[] bytes(Learned learned) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ModelFile.write(learned, out);
        return out.toByteArray();
    }

    private static Model read(byte[] file) throws IOException {
        return ModelFile.read("m.dbn", new ByteArrayInputStream(file));
    }

    private static String refusal(byte[] file) {
        return assertThrows(CorruptModelException.class, () -> read(file)).getMessage();
    }

    /** With the checksum that fits its bytes. */
    private static byte[] sealed(byte[] file) {
        int end = file.length - CHECKSUM_BYTES;
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(file, 0, end);
            System.arraycopy(digest.digest(), 0, file, end, CHECKSUM_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return file;
    }

    private static ByteBuffer littleEndian(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Where the size of the images stands: after two texts. */
    private static int heightAt(byte[] file) {
        int planAt = VERSION_AT + 8;
        int provenanceAt = planAt + littleEndian(file).getInt(planAt - 4) + 4;
        return provenanceAt + littleEndian(file).getInt(provenanceAt - 4);
    }

    /** Where the weights of the first layer begin: after three sizes, the layer's two sizes, and what version 2 has. */
    private static int weightsAt(byte[] file) {
        int units = heightAt(file) + 8;
        if (littleEndian(file).getInt(VERSION_AT) == 1) {
            return units + 12;
        }
        return units + 12 + (littleEndian(file).getInt(units + 8) == 1 ? 2 * 4 * Float.BYTES : 0) + 12;
    }
}
