package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.beliefgrid.cli.Cli.Outcome;
import org.beliefgrid.model.InitialDeviation;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.StoredEvaluation;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code train} and {@code evaluate} as users run them: in processes of their own, on files. Every training is run once. */
class TrainCommandIT {
    private static final Pattern EPOCH_LINE = Pattern.compile(
            "(pre-training layer \\d+|fine-tuning)  epoch (\\d+)/(\\d+)  (reconstruction error|loss) (\\S+)"
                    + "(?:  training error [\\d.]+ %)?  [\\d,]+ cases/s  \\d+:\\d\\d left");
    private static final Set<String> EVALUATION_KEYS = Set.of("testErrorPercent", "confusionMatrix");
    private static final Set<String> EVALUATED_KEYS = Set.of("testErrorPercent", "confusionMatrix", "evaluation");
    private static final Set<String> TRAINING_KEYS = Set.of("cases", "labelledCases", "heldOutCases", "shards", "members",
            "loadSeconds", "pretrainSeconds", "finetuneSeconds", "totalSeconds", "casesPerSecond", "epochs", "modelSha256",
            "modelPath",
            "modelVersion", "run", "seed");
    private static final int SOME_UNLABELLED = 150;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;
    private static ExecutorService twoAtATime;
    private static Future<Outcome> pretrainedOnly;
    private static Future<Outcome> evaluationOfPretrainedOnly;
    private static Future<Outcome> partlyLabelled;
    private static Future<Outcome> evaluation;
    private static List<Future<Outcome>> fewLabels;

    /** Trainings on the same cases by the same plan. The first is the reference. */
    enum Training {
        TWO_MEMBERS("plain", "--members", "2", "--threads", "1"),
        ONE_MEMBER_AND_PACKED_FILES("packed", "--members", "1", "--threads", "2"),
        THREE_MEMBERS("plain", "--members", "3", "--threads", "2"),
        ANOTHER_SEED("plain", "--seed", "2");

        private final List<String> arguments;
        private Future<Outcome> outcome;

        Training(String data, String... arguments) {
            this.arguments = Stream.concat(Stream.of("--data", data, "--model", modelName()), Arrays.stream(arguments))
                    .toList();
        }

        final String modelName() {
            return name().toLowerCase(Locale.ROOT);
        }

        Outcome outcome() throws InterruptedException {
            return get(outcome).exited(ExitCode.DONE);
        }

        JsonNode json() throws IOException, InterruptedException {
            outcome();
            return report(modelName());
        }
    }

    @BeforeAll
    static void start() throws IOException {
        SmallPlan.write(folder);
        SmallData.write(folder.resolve("plain"));
        SmallData.pack(SmallData.write(folder.resolve("packed")));
        Files.delete(SmallData.write(folder.resolve("unlabelled")).resolve(SmallData.TRAIN_LABELS));
        byte[] labels = SmallData.trainLabels();
        Arrays.fill(labels, labels.length - SOME_UNLABELLED, labels.length, (byte) SmallData.UNLABELLED);
        Files.write(SmallData.write(folder.resolve("partly")).resolve(SmallData.TRAIN_LABELS), labels);

        twoAtATime = Executors.newFixedThreadPool(2);
        for (Training training : Training.values()) {
            training.outcome = twoAtATime.submit(() -> train(training.modelName(), training.arguments));
        }
        pretrainedOnly = twoAtATime.submit(() -> train("pretrained", List.of("--data", "unlabelled", "--model", "pretrained")));
        fewLabels = Stream.of("1", "3").map(members -> List.of("--data", "plain", "--model", "few-" + members, "--members",
                members, "--labels", "31", "--held-out", "0.1", "--no-pretrain"))
                .map(arguments -> twoAtATime.submit(() -> train(arguments.get(3), arguments))).toList();
        partlyLabelled = twoAtATime.submit(() -> train("partly", List.of("--data", "partly", "--model", "partly")));
        evaluation = twoAtATime.submit(after(Training.TWO_MEMBERS.outcome,
                () -> evaluate("--model", Training.TWO_MEMBERS.modelName(), "--json", "evaluation.json")));
        evaluationOfPretrainedOnly = twoAtATime.submit(after(pretrainedOnly, () -> evaluate("--model", "pretrained")));
    }

    @AfterAll
    static void stop() {
        twoAtATime.shutdownNow();
    }

    private static Outcome train(String report, List<String> arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("train", "--classes", String.valueOf(SmallData.CLASSES),
                "--preset", "./small.yaml", "--store", "models", "--json", report + ".json"));
        all.addAll(arguments);
        return Cli.run(folder, all);
    }

    private static Outcome evaluate(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("evaluate", "--classes", String.valueOf(SmallData.CLASSES),
                "--data", "plain", "--store", "models"));
        all.addAll(List.of(arguments));
        return Cli.run(folder, all);
    }

    private static Callable<Outcome> after(Future<Outcome> first, Callable<Outcome> then) {
        return () -> {
            first.get();
            return then.call();
        };
    }

    private static Outcome get(Future<Outcome> outcome) throws InterruptedException {
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        }
    }

    private static JsonNode report(String name) throws IOException {
        return JSON.readTree(folder.resolve(name + ".json").toFile());
    }

    private static Set<String> keys(JsonNode object) {
        Set<String> keys = new TreeSet<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        return Stream.concat(one.stream(), other.stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static long sum(JsonNode array, String key) {
        return stream(array).mapToLong(element -> element.get(key).asLong()).sum();
    }

    private static List<String> epochLines(Outcome outcome) {
        return outcome.out().stream().filter(line -> line.contains("  epoch ")).toList();
    }

    @Test
    void everyEpochIsOneLineOfItsPhase() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int layer = 1; layer <= SmallPlan.LAYERS; layer++) {
            for (int epoch = 1; epoch <= SmallPlan.PRETRAIN_EPOCHS; epoch++) {
                expected.add("pre-training layer %d %d/%d reconstruction error".formatted(layer, epoch,
                        SmallPlan.PRETRAIN_EPOCHS));
            }
        }
        for (int epoch = 1; epoch <= SmallPlan.FINETUNE_EPOCHS; epoch++) {
            expected.add("fine-tuning %d/%d loss".formatted(epoch, SmallPlan.FINETUNE_EPOCHS));
        }
        List<String> found = new ArrayList<>();
        for (String line : epochLines(Training.TWO_MEMBERS.outcome())) {
            Matcher epoch = EPOCH_LINE.matcher(line);
            assertTrue(epoch.matches(), line);
            assertTrue(Double.parseDouble(epoch.group(5)) > 0, line);
            found.add("%s %s/%s %s".formatted(epoch.group(1), epoch.group(2), epoch.group(3), epoch.group(4)));
        }
        assertEquals(expected, found);
    }

    @Test
    void lossFallsAndTheModelIsMuchBetterThanChance() throws Exception {
        List<String> lines = epochLines(Training.TWO_MEMBERS.outcome());
        Matcher first = EPOCH_LINE.matcher(lines.get(SmallPlan.ROUNDS - SmallPlan.FINETUNE_EPOCHS));
        Matcher last = EPOCH_LINE.matcher(lines.get(SmallPlan.ROUNDS - 1));
        assertTrue(first.matches() && last.matches());
        assertTrue(Double.parseDouble(last.group(5)) < Double.parseDouble(first.group(5)) / 2, lines::toString);
        assertTrue(Training.TWO_MEMBERS.json().get("testErrorPercent").asDouble() < 10,
                () -> "learned too little: " + lines);
    }

    @Test
    void nothingIsSaidOnStandardError() throws Exception {
        for (Training training : Training.values()) {
            assertEquals(List.of(), training.outcome().err(), training::toString);
        }
    }

    @ParameterizedTest
    @EnumSource(Training.class)
    void reportHasTheKeysThatAreDocumented(Training training) throws Exception {
        JsonNode report = training.json();
        assertEquals(union(union(TRAINING_KEYS, EVALUATED_KEYS), Set.of("validation")), keys(report));
        for (JsonNode member : report.get("members")) {
            assertTrue(keys(member).containsAll(Set.of("shards", "tasksRun", "blocksReadLocally", "blocksReadRemotely")),
                    member::toString);
        }
    }

    @ParameterizedTest
    @EnumSource(Training.class)
    void sumsOfTheReportAgree(Training training) throws Exception {
        JsonNode report = training.json();
        JsonNode members = report.get("members");
        assertEquals(SmallData.TRAINING_CASES, report.get("cases").asInt());
        assertEquals(SmallPlan.SHARDS, report.get("shards").asInt());
        assertEquals(SmallPlan.SHARDS, sum(members, "shards"));
        assertEquals(SmallPlan.SHARDS * SmallPlan.ROUNDS, sum(members, "tasksRun"));
        assertEquals(0, sum(members, "blocksReadRemotely"));
        for (JsonNode member : members) {
            long shards = member.get("shards").asLong();
            long blocks = member.get("blocksReadLocally").asLong();
            assertEquals(shards * SmallPlan.ROUNDS, member.get("tasksRun").asLong(), member::toString);
            // One block a shard: read once an algorithm at least, once an epoch at most.
            assertTrue(blocks >= shards * (SmallPlan.LAYERS + 1) && blocks <= shards * SmallPlan.ROUNDS, member::toString);
        }

        double learning = report.get("pretrainSeconds").asDouble() + report.get("finetuneSeconds").asDouble();
        assertTrue(report.get("pretrainSeconds").asDouble() > 0 && report.get("finetuneSeconds").asDouble() > 0);
        assertTrue(report.get("loadSeconds").asDouble() > 0);
        assertTrue(report.get("totalSeconds").asDouble() >= learning + report.get("loadSeconds").asDouble(), report::toString);
        double casesPerSecond = SmallData.TRAINING_CASES * SmallPlan.ROUNDS / learning;
        assertEquals(casesPerSecond, report.get("casesPerSecond").asDouble(), casesPerSecond / 1000);
        JsonNode epochs = report.get("epochs");
        assertEquals(SmallPlan.ROUNDS, epochs.size(), "a round is an epoch");
        assertEquals(learning, stream(epochs).mapToDouble(epoch -> epoch.get("seconds").asDouble()).sum(), learning / 1000);
        assertEquals("pre-training layer 1", epochs.get(0).get("phase").asText());
        assertTrue(epochs.get(0).get("figures").get("reconstruction error").asDouble() > 0, epochs::toString);

        long cases = 0;
        long right = 0;
        for (int label = 0; label < SmallData.CLASSES; label++) {
            assertEquals(SmallData.CLASSES, report.get("confusionMatrix").get(label).size());
            cases += stream(report.get("confusionMatrix").get(label)).mapToLong(JsonNode::asLong).sum();
            right += report.get("confusionMatrix").get(label).get(label).asLong();
        }
        assertEquals(SmallData.TEST_CASES, cases);
        assertEquals(100.0 * (cases - right) / cases, report.get("testErrorPercent").asDouble(), 1e-9);
    }

    @ParameterizedTest
    @EnumSource(value = Training.class, names = {"TWO_MEMBERS", "ONE_MEMBER_AND_PACKED_FILES", "THREE_MEMBERS"})
    void modelDoesNotDependOnMembersThreadsOrPacking(Training training) throws Exception {
        assertEquals(Training.TWO_MEMBERS.outcome().modelSha256(), training.outcome().modelSha256());
        assertEquals(Training.TWO_MEMBERS.outcome().line("test error "), training.outcome().line("test error "));
    }

    @Test
    void membersAreAsManyAsAskedFor() throws Exception {
        assertEquals(1, Training.ONE_MEMBER_AND_PACKED_FILES.json().get("members").size());
        assertEquals(2, Training.TWO_MEMBERS.json().get("members").size());
        assertEquals(3, Training.THREE_MEMBERS.json().get("members").size());
    }

    @Test
    void anotherSeedIsAnotherModel() throws Exception {
        assertEquals(1, Training.TWO_MEMBERS.json().get("seed").asLong());
        assertEquals(2, Training.ANOTHER_SEED.json().get("seed").asLong());
        assertNotEquals(Training.TWO_MEMBERS.outcome().modelSha256(), Training.ANOTHER_SEED.outcome().modelSha256());
    }

    @ParameterizedTest
    @EnumSource(Training.class)
    void reportOutputAndStoreTellOfTheSameModel(Training training) throws Exception {
        JsonNode report = training.json();
        String path = Path.of("models", training.modelName(), "1.dbn").toString();
        assertEquals(path, report.get("modelPath").asText());
        assertEquals(1, report.get("modelVersion").asInt());
        assertEquals("model " + training.modelName() + "@1: " + path, training.outcome().line("model "));
        assertEquals(report.get("modelSha256").asText(), training.outcome().modelSha256());
        assertEquals(report.get("modelSha256").asText(), load(training.modelName()).net().sha256());
        assertEquals("test error %.2f %%".formatted(report.get("testErrorPercent").asDouble()),
                training.outcome().line("test error ").replaceFirst(" \\(.*", ""));
    }

    private static Model load(String name) throws IOException {
        return store().load(name);
    }

    private static ModelStore store() {
        return ModelStore.at(Location.of(folder.resolve("models").toString()));
    }

    @Test
    void evaluateSaysExactlyWhatTrainSaid() throws Exception {
        Outcome evaluated = get(evaluation).exited(ExitCode.DONE);
        List<String> trained = Training.TWO_MEMBERS.outcome().out();
        int result = trained.indexOf(Training.TWO_MEMBERS.outcome().line("test error "));
        List<String> said = evaluated.out();
        List<String> same = said.subList(0, said.size() - 1);
        assertEquals(trained.subList(result, result + same.size() - 1), same.subList(0, same.size() - 1));
        assertEquals(Training.TWO_MEMBERS.outcome().line("modelSha256 "), same.get(same.size() - 1));
        assertEquals("kept as evaluation 2 of two_members@1", said.get(said.size() - 1));
        Training.TWO_MEMBERS.outcome().line("kept as evaluation 1 of two_members@1");
        assertEquals(List.of(), evaluated.err());

        JsonNode report = report("evaluation");
        for (String key : union(EVALUATION_KEYS, Set.of("modelSha256", "modelPath", "modelVersion"))) {
            assertEquals(Training.TWO_MEMBERS.json().get(key), report.get(key), key);
        }
        Map<Integer, StoredEvaluation> kept = store().versions("two_members").evaluations(1);
        assertEquals(Set.of(1, 2), kept.keySet());
        for (StoredEvaluation evaluation : kept.values()) {
            assertEquals("plain", evaluation.data());
            assertTrue(evaluation.dataHash().matches("images sha256:[0-9a-f]{64}, labels sha256:[0-9a-f]{64}"),
                    evaluation::dataHash);
            assertEquals(SmallData.TEST_CASES, evaluation.cases());
            assertEquals(report.get("testErrorPercent").asDouble(), evaluation.errorPercent());
            assertEquals(report.get("modelSha256").asText(), evaluation.modelSha256());
        }
    }

    @Test
    void withoutLabelFileThereIsPreTrainingOnly() throws Exception {
        Outcome outcome = get(pretrainedOnly).exited(ExitCode.DONE);
        outcome.line("no label file: pre-training only");
        assertEquals(SmallPlan.LAYERS * SmallPlan.PRETRAIN_EPOCHS, epochLines(outcome).size(), outcome::toString);
        assertTrue(epochLines(outcome).stream().allMatch(line -> line.startsWith("pre-training ")), outcome::toString);
        assertEquals(TRAINING_KEYS, keys(report("pretrained")));
        assertEquals(0, report("pretrained").get("finetuneSeconds").asDouble());
        assertTrue(load("pretrained").net().softmax().isEmpty());
    }

    @Test
    void evaluateRefusesAModelThatWasOnlyPreTrained() throws Exception {
        Outcome outcome = get(evaluationOfPretrainedOnly).exited(ExitCode.BAD_INPUT);
        assertEquals(List.of(), outcome.out());
        assertEquals(1, outcome.err().size(), outcome::toString);
        assertTrue(outcome.err().get(0).matches("beliefgrid: .*pretrained/1\\.dbn: .*only pre-trained.*"), outcome::toString);
    }

    @Test
    void rowsWithoutALabelArePreTrainedOn() throws Exception {
        Outcome outcome = get(partlyLabelled).exited(ExitCode.DONE);
        JsonNode report = report("partly");
        assertEquals(SmallPlan.ROUNDS, epochLines(outcome).size(), outcome::toString);
        assertEquals(SmallData.TRAINING_CASES, report.get("cases").asInt());
        assertEquals(SmallData.TRAINING_CASES, load("partly").provenance().cases());
        assertEquals(SmallData.TRAINING_CASES - SOME_UNLABELLED, load("partly").provenance().labelledCases());
        assertTrue(report.get("testErrorPercent").asDouble() < 30, report::toString);
    }

    @Test
    void fewLabelsAndHeldOutCasesAreToldAndDoNotDependOnMembers() throws Exception {
        Outcome outcome = get(fewLabels.get(0)).exited(ExitCode.DONE);
        assertEquals(outcome.modelSha256(), get(fewLabels.get(1)).exited(ExitCode.DONE).modelSha256());
        int heldOut = 0;
        byte[] labels = SmallData.trainLabels();
        for (int label = 0; label < SmallData.CLASSES; label++) {
            int count = 0;
            for (int row = 0; row < SmallData.TRAINING_CASES; row++) {
                count += labels[8 + row] == label ? 1 : 0;
            }
            heldOut += BigDecimal.valueOf(count, 1).setScale(0, RoundingMode.HALF_DOWN).intValue();
        }
        assertTrue(outcome.out().get(0).startsWith("plain: 400 cases of 6x5, %d of them held out, in 4 shards; labels of 31; "
                .formatted(heldOut)), outcome::toString);
        assertTrue(epochLines(outcome).stream().allMatch(line -> line.startsWith("fine-tuning ")), outcome::toString);
        for (String members : List.of("1", "3")) {
            JsonNode report = report("few-" + members);
            Model model = load("few-" + members);
            assertEquals(heldOut, report.get("heldOutCases").asInt());
            assertEquals(31, report.get("labelledCases").asInt());
            assertEquals(SmallData.TRAINING_CASES - heldOut, report.get("cases").asInt());
            assertEquals(heldOut, model.provenance().heldOutCases());
            assertEquals(31, model.provenance().labelledCases());
            assertEquals(0.1, model.plan().heldOut());
            assertEquals(31, model.plan().labels());
            assertEquals(InitialDeviation.GLOROT, model.plan().pretraining().initialDeviation());
        }
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        Set<String> models = new TreeSet<>();
        for (Training training : Training.values()) {
            models.add(training.modelName());
            for (JsonNode member : training.json().get("members")) {
                String[] address = member.get("address").asText().split(":");
                assertThrows(ConnectException.class, () -> connect(address[0], Integer.parseInt(address[1])), member::toString);
            }
        }
        get(pretrainedOnly);
        get(partlyLabelled);
        get(fewLabels.get(0));
        get(fewLabels.get(1));
        get(evaluation);
        models.addAll(Set.of("partly", "few-1", "few-3"));
        Set<String> expected = new TreeSet<>(Set.of("pretrained/1.dbn", "pretrained/1.report.html",
                "two_members/1.evaluations/2.yaml"));
        models.forEach(model -> expected.addAll(List.of(model + "/1.dbn", model + "/1.report.html",
                model + "/1.evaluations/1.yaml")));
        try (Stream<Path> files = Files.walk(folder.resolve("models"))) {
            assertEquals(expected, files.filter(Files::isRegularFile).map(file -> folder.resolve("models").relativize(file)
                    .toString())
                    .filter(file -> !file.matches("runs/[^/]+/run\\.yaml")).collect(Collectors.toCollection(TreeSet::new)));
        }
        models.add("pretrained");
        assertAll(models.stream().map(model -> () -> load(model)));
    }

    private static void connect(String host, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 2000);
        }
    }
}
