package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.beliefgrid.cli.Cli.Outcome;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever is wrong ends the process by itself with its exit code and one line that says what was found and what was
 * expected; the store is left as it was. Each case has a folder of its own, with sound files that it then damages.
 */
class BadInputIT {
    private static final int AT_A_TIME = 2;

    @TempDir
    private static Path folder;
    private static ExecutorService processes;
    private static final Map<Bad, Run> RUNS = new EnumMap<>(Bad.class);

    /**
     * A process.
     *
     * @param before files that were there when it started
     */
    private record Run(List<String> before, Future<Outcome> outcome) {
    }

    /** What is wrong, the exit code, and what the line must name. */
    enum Bad {
        MISSING_FOLDER(3, "nowhere: ", "no such folder", "expected", "train-images-idx3-ubyte") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--data", "nowhere");
            }
        },
        MISSING_TRAIN_IMAGES(3, "data: ", "no training images", "expected", "train-images-idx3-ubyte") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                Files.delete(folder.resolve("data").resolve(SmallData.TRAIN_IMAGES));
                return List.of();
            }
        },
        TRUNCATED_IMAGES(3, "train-images-idx3-ubyte: ", "ends at byte 13 of image 333", "expected 400 images of 6x5") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                write(folder, SmallData.TRAIN_IMAGES, Arrays.copyOf(SmallData.trainImages(), 16 + 333 * 30 + 13));
                return List.of();
            }
        },
        TRUNCATED_PACKED_LABELS(3, "train-labels-idx1-ubyte.gz: ") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                SmallData.pack(folder.resolve("data"));
                byte[] packed = SmallData.gzip(SmallData.trainLabels());
                write(folder, SmallData.TRAIN_LABELS + ".gz", Arrays.copyOf(packed, packed.length - 20));
                return List.of();
            }
        },
        LABELS_INSTEAD_OF_IMAGES(3, "train-images-idx3-ubyte: ", "0x00000801", "byte 0", "expected 0x00000803") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                write(folder, SmallData.TRAIN_IMAGES, SmallData.trainLabels());
                return List.of();
            }
        },
        FEWER_LABELS_THAN_IMAGES(3, "train-labels-idx1-ubyte: ", "399 labels", "expected 400", "train-images-idx3-ubyte") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                write(folder, SmallData.TRAIN_LABELS, SmallData.labels(399, 1));
                return List.of();
            }
        },
        LABEL_OUT_OF_RANGE(3, "train-labels-idx1-ubyte: ", "row 17 (byte 25) is 7", "expected 0..2") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                byte[] labels = SmallData.trainLabels();
                labels[8 + 17] = 7;
                write(folder, SmallData.TRAIN_LABELS, labels);
                return List.of();
            }
        },
        LABEL_OF_A_TEST_CASE_OUT_OF_RANGE(3, "t10k-labels-idx1-ubyte: ", "row 99 (byte 107) is 3", "expected 0..2") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                byte[] labels = SmallData.labels(SmallData.TEST_CASES, 2);
                labels[8 + 99] = 3;
                write(folder, SmallData.TEST_LABELS, labels);
                return List.of();
            }
        },
        TEST_IMAGES_OF_ANOTHER_SIZE(3, "data: ", "images of 7x5", "6x5") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                write(folder, SmallData.TEST_IMAGES, SmallData.images(SmallData.TEST_CASES, 7, 5, 2));
                return List.of();
            }
        },
        EMPTY_SET(3, "train-images-idx3-ubyte: ", "0 images at byte 4", "expected at least 1") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                write(folder, SmallData.TRAIN_IMAGES, SmallData.images(0, 6, 5, 1));
                write(folder, SmallData.TRAIN_LABELS, SmallData.labels(0, 1));
                return List.of();
            }
        },
        EMPTY_FILE(3, "train-images-idx3-ubyte: ", "expected") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                write(folder, SmallData.TRAIN_IMAGES, new byte[0]);
                return List.of();
            }
        },
        EVALUATION_ON_IMAGES_OF_ANOTHER_SIZE(3, "data: ", "images of 6x5", "the model takes 7x5") {
            @Override
            List<String> command(Path folder) throws IOException {
                ModelStore.at(Location.of(folder.resolve("store").toString())).save("tall", SmallModels.of(7, 5));
                return evaluate("tall");
            }
        },
        MISSING_MODEL(3, "store/absent: no such model", "there are none in store") {
            @Override
            List<String> command(Path folder) {
                return evaluate("absent");
            }
        },
        DAMAGED_MODEL(3, "damaged/1.dbn", "checksum") {
            @Override
            List<String> command(Path folder) throws IOException {
                Path file = folder.resolve("store").resolve("damaged").resolve("1.dbn");
                ModelStore.at(Location.of(folder.resolve("store").toString())).save("damaged", SmallModels.of(6, 5));
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
                return evaluate("damaged");
            }
        },
        SOMETHING_ELSE_AS_MODEL(3, "text/1.dbn", "not a model file", "expected 89 44 42 4E") {
            @Override
            List<String> command(Path folder) throws IOException {
                Files.writeString(Files.createDirectories(folder.resolve("store/text")).resolve("1.dbn"),
                        "to whom it may concern");
                return evaluate("text");
            }
        },
        MISSING_VERSION(3, "store/flat/2.dbn: no such version; there are flat@1") {
            @Override
            List<String> command(Path folder) throws IOException {
                ModelStore.at(Location.of(folder.resolve("store").toString())).save("flat", SmallModels.of(6, 5));
                return evaluate("flat@2");
            }
        },
        MODEL_FROM_BEFORE_THERE_WERE_VERSIONS(3,
                "store/data-small.dbn: a model from before there were versions; make the folder ",
                "store/data-small and move it to ", "store/data-small/1.dbn") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                Files.write(Files.createDirectories(folder.resolve("store")).resolve("data-small.dbn"), new byte[] {1});
                return List.of();
            }
        },
        RESERVED_NAME(2, "name of a model must not be runs, tune, reproduce or backtest") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--model", "runs");
            }
        },
        STARTING_FROM_A_MODEL_OF_IMAGES_OF_ANOTHER_SIZE(3, "data: ", "images of 6x5", "model tall@1 (--from) takes 7x5") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                ModelStore.at(Location.of(folder.resolve("store").toString())).save("tall", SmallModels.of(7, 5));
                return List.of("--from", "tall", "--hidden", "2");
            }
        },
        STARTING_FROM_A_MODEL_OF_OTHER_LAYERS(2, "hidden must be [2] as in model flat@1 (--from), was [16, 10]") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                ModelStore.at(Location.of(folder.resolve("store").toString())).save("flat", SmallModels.of(6, 5));
                return List.of("--from", "flat");
            }
        },
        STARTING_FROM_A_MODEL_OF_OTHER_UNITS(2, "pretraining.hiddenUnits must be bernoulli", "./store/flat/1.dbn (--from)",
                "was rectified") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                ModelStore.at(Location.of(folder.resolve("store").toString())).save("flat", SmallModels.of(6, 5));
                preset(folder, "hidden: [2]\npretraining: {hiddenUnits: rectified}");
                return List.of("--from", "./store/flat/1.dbn");
            }
        },
        STARTING_FROM_A_MODEL_THAT_IS_MISSING(3, "store/absent: no such model", "there are none in store") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--from", "absent");
            }
        },
        UNKNOWN_SETTING(2, "small.yaml: ", "unknown setting pretraining.epoch;", "known here: ", "epochs") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                return preset(folder, "pretraining: {epoch: 2}");
            }
        },
        MOMENTUM_OF_ONE_AND_A_HALF(2, "small.yaml: ", "fineTuning.momentum", "in [0, 1)", "was 1.5") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                return preset(folder, "fineTuning: {momentum: 1.5}");
            }
        },
        NOT_A_NUMBER(2, "small.yaml: ", "pretraining.learningRate", "greater than 0 and finite", "was NaN") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                return preset(folder, "pretraining: {learningRate: .nan}");
            }
        },
        UNKNOWN_PRESET(2, "no-such-preset") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--preset", "no-such-preset");
            }
        },
        MORE_SHARDS_THAN_CASES(2, "shards", "400", "was 401") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--shards", "401");
            }
        },
        NO_SHARDS(2, "shards", "1 to 4096", "was 0") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--shards", "0");
            }
        },
        NO_HIDDEN_UNITS(2, "hidden", "1 to 65536", "was 0") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--hidden", "0");
            }
        },
        FEWER_LABELS_THAN_CLASSES(2, "labels", "at least the number of classes, 3", "was 2") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--labels", "2");
            }
        },
        MORE_LABELS_THAN_LABELLED_CASES(2, "labels", "at most 400", "was 401") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--labels", "401");
            }
        },
        A_CLASS_THAT_IS_TOO_SMALL(2, "labels", "at most 62", "was 70", "class 2 has 20 labelled cases", "share is 23") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                byte[] labels = SmallData.trainLabels();
                for (int row = 0; row < SmallData.TRAINING_CASES; row++) {
                    labels[8 + row] = (byte) (row < 20 ? 2 : row % 2);
                }
                write(folder, SmallData.TRAIN_LABELS, labels);
                return List.of("--labels", "70");
            }
        },
        LABELS_WITHOUT_LABEL_FILE(2, "labels", "all where the data have none", "was 30") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                Files.delete(folder.resolve("data").resolve(SmallData.TRAIN_LABELS));
                return List.of("--labels", "30");
            }
        },
        LABELS_THAT_ARE_NO_NUMBER(2, "--labels", "all, or 1 or more", "was 0") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--labels", "0");
            }
        },
        TOO_MUCH_HELD_OUT(2, "heldOut", "in [0, 0.5]", "was 0.6") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--held-out", "0.6");
            }
        },
        NO_CASE_HELD_OUT(2, "heldOut", "above 0.00", "labelled case of the largest class", "was 0.001") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--held-out", "0.001");
            }
        },
        EPOCHS_OF_NO_PRETRAINING(2, "--no-pretrain", "--pretrain-epochs", "exclude each other") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--no-pretrain", "--pretrain-epochs", "3");
            }
        },
        NO_MEMBERS(2, "--members", "1 to 64", "was 0") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--members", "0");
            }
        },
        MEMBERS_AND_CLUSTER(2, "--members", "--cluster") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--members", "2", "--cluster", "127.0.0.1:1");
            }
        },
        UNKNOWN_DATASET(2, "--dataset", "mnist or digits", "was mnits") {
            @Override
            List<String> command(Path folder) {
                return List.of("train", "--dataset", "mnits", "--store", "store");
            }
        },
        RESUME_OF_NO_RUN(3, "store/runs/absent: no such run", "there are none") {
            @Override
            List<String> command(Path folder) {
                return List.of("train", "--resume", "absent", "--store", "store");
            }
        },
        RESUME_OUTSIDE_THE_STORE(2, "name of a run", "../absent") {
            @Override
            List<String> command(Path folder) {
                return List.of("train", "--resume", "../absent", "--store", "store");
            }
        },
        RESUME_WITH_ANOTHER_PLAN(2, "--resume and --hidden exclude each other", "its training plan") {
            @Override
            List<String> command(Path folder) {
                return List.of("train", "--resume", "absent", "--store", "store", "--hidden", "10");
            }
        },
        RESUME_WITH_A_MODEL(2, "--resume and --from exclude each other") {
            @Override
            List<String> command(Path folder) {
                return List.of("train", "--resume", "absent", "--store", "store", "--from", "digits");
            }
        },
        CHECKPOINTS_EVERY_MINUS_ONE(2, "--checkpoint-every must be 0 or more", "was -1") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--checkpoint-every", "-1");
            }
        },
        DELETION_OF_NO_RUN(3, "store/runs/absent: no such run") {
            @Override
            List<String> command(Path folder) {
                return List.of("runs", "delete", "absent", "--store", "store");
            }
        },
        NAME_OUTSIDE_THE_STORE(2, "name of a model", "../digits") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--model", "../digits");
            }
        },
        UNKNOWN_OPTION(2, "--momentum") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--momentum", "0.5");
            }
        },
        SEED_THAT_IS_NO_NUMBER(2, "--seed", "one") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--seed", "one");
            }
        },
        DIVERGING_LEARNING_RATE(4, "pre-training layer 1 epoch ", "1.0E30") {
            @Override
            List<String> arrange(Path folder) throws IOException {
                return preset(folder, "pretraining: {learningRate: 1e30}", "--members", "2");
            }
        },
        NO_GRID(5, "127.0.0.1:1") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--cluster", "127.0.0.1:1");
            }
        },
        STORE_THAT_CANNOT_BE_WRITTEN(2, "small.yaml") {
            @Override
            List<String> arrange(Path folder) {
                return List.of("--store", "small.yaml");
            }
        };

        private final int exitCode;
        private final List<String> named;

        Bad(int exitCode, String... named) {
            this.exitCode = exitCode;
            this.named = List.of(named);
        }

        /** Damages the files; gives the arguments that this needs beyond those of a sound training. */
        List<String> arrange(Path folder) throws IOException {
            throw new UnsupportedOperationException();
        }

        /** The whole command line. */
        List<String> command(Path folder) throws IOException {
            List<String> arguments = new ArrayList<>(List.of("train"));
            List<String> special = arrange(folder);
            addUnlessGiven(arguments, special, "--data", "data");
            addUnlessGiven(arguments, special, "--preset", "./small.yaml");
            addUnlessGiven(arguments, special, "--store", "store");
            if (!special.contains("--cluster")) {
                addUnlessGiven(arguments, special, "--members", "1");
            }
            arguments.addAll(List.of("--classes", String.valueOf(SmallData.CLASSES), "--json", "report.json"));
            arguments.addAll(special);
            return arguments;
        }

        private static void addUnlessGiven(List<String> arguments, List<String> special, String option, String value) {
            if (!special.contains(option)) {
                arguments.addAll(List.of(option, value));
            }
        }

        private static List<String> evaluate(String model) {
            return List.of("evaluate", "--model", model, "--data", "data", "--classes", String.valueOf(SmallData.CLASSES),
                    "--store", "store");
        }

        /** Another plan under the name of the sound one. */
        private static List<String> preset(Path folder, String text, String... arguments) throws IOException {
            Files.writeString(folder.resolve("small.yaml"), text);
            return List.of(arguments);
        }

        private static void write(Path folder, String name, byte[] content) throws IOException {
            Files.write(folder.resolve("data").resolve(name), content);
        }

        /** The errors of the command line itself, where one more line says how to get help. */
        private boolean hasHint() {
            return this == UNKNOWN_OPTION || this == SEED_THAT_IS_NO_NUMBER;
        }

        private Path folder() {
            return folder.resolve(name());
        }
    }

    @BeforeAll
    static void start() throws IOException {
        processes = Executors.newFixedThreadPool(AT_A_TIME + 1);
        // The one that only waits for a grid goes first, beside the others.
        List<Bad> order = new ArrayList<>(List.of(Bad.NO_GRID));
        Stream.of(Bad.values()).filter(bad -> bad != Bad.NO_GRID).forEach(order::add);
        for (Bad bad : order) {
            Files.createDirectories(bad.folder());
            SmallData.write(bad.folder().resolve("data"));
            SmallPlan.write(bad.folder());
            List<String> command = bad.command(bad.folder());
            RUNS.put(bad, new Run(files(bad.folder()), processes.submit(() -> Cli.run(bad.folder(), command))));
        }
    }

    @AfterAll
    static void stop() {
        processes.shutdownNow();
        RUNS.clear();
    }

    private static Outcome outcome(Bad bad) throws InterruptedException {
        try {
            return RUNS.get(bad).outcome().get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        }
    }

    @ParameterizedTest
    @EnumSource(Bad.class)
    void endsWithItsExitCodeAndOneLine(Bad bad) throws Exception {
        Outcome outcome = outcome(bad).exited(bad.exitCode);
        assertEquals(bad.hasHint() ? 2 : 1, outcome.err().size(), outcome::toString);
        String line = outcome.err().get(0);
        assertTrue(line.startsWith("beliefgrid: "), outcome::toString);
        if (bad.hasHint()) {
            assertEquals("Try 'beliefgrid train --help'.", outcome.err().get(1));
        }
        assertAll(bad.named.stream().map(name -> () -> assertTrue(line.contains(name), () -> "no \"" + name + "\" in "
                + line)));
    }

    @ParameterizedTest
    @EnumSource(Bad.class)
    void leavesNoFile(Bad bad) throws Exception {
        outcome(bad);
        assertEquals(RUNS.get(bad).before(), files(bad.folder()));
    }

    /** All files but those of the program's output, what a run says of itself, the user's secret, and what libraries unpack. */
    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString())
                    .filter(name -> !name.startsWith("process-"))
                    .filter(name -> !name.matches("\\.(cache|javacpp)/.*|\\.beliefgrid/secret|store/runs/[^/]+/run.yaml"))
                    .sorted().toList();
        }
    }
}
