package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.beliefgrid.cli.TuneResult.Task;
import org.beliefgrid.cli.TuneResult.Validation;
import org.beliefgrid.cli.Tuning.Trained;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.StartingModel;
import org.beliefgrid.jobs.TableSources;
import org.beliefgrid.jobs.TrainRequest;
import org.beliefgrid.model.AlgorithmPlan;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TableSchemaText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tuning with a trainer that only says how each plan did. */
class TuningTest {
    private static final TrainingPlan PLAN = TrainingPlan.DEFAULTS.withHeldOut(0.1);

    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();
    private final PrintWriter out = new PrintWriter(said);
    private final List<String> trained = new ArrayList<>();
    private final Map<String, TrainingPlan> plans = new LinkedHashMap<>();
    private final Map<String, Object> outcomes = new LinkedHashMap<>();
    private String kernel = "Haswell";

    /** A plan, with the error that it will have, or what it throws. */
    private void plan(String name, TrainingPlan plan, Object outcome) {
        plans.put(name, plan);
        outcomes.put(name, outcome);
    }

    private void threePlans() {
        plan("small", PLAN.withHidden(List.of(10)), 3.5);
        plan("large", PLAN.withHidden(List.of(30)), 1.25);
        plan("medium", PLAN.withHidden(List.of(20)), 2.0);
    }

    private Path file() {
        return folder.resolve("store/tune/plans.json");
    }

    private Tuning tuning() throws IOException {
        return new Tuning(plans, TuneResults.in(Location.of(file().toString())), out);
    }

    private Task task(TrainingPlan plan) {
        return new Task(PlanText.write(plan), "data", "sha256:12", "", 10, kernel, "");
    }

    private List<TuneResult> run() throws IOException {
        return run(this::task);
    }

    private List<TuneResult> run(Tuning.Tasks tasks) throws IOException {
        return tuning().run(tasks, (name, plan) -> {
            trained.add(name);
            assertEquals(plans.get(name), plan);
            if (outcomes.get(name) instanceof RuntimeException failure) {
                throw failure;
            }
            return new Trained("plans-" + name, "hash of " + name, Optional.of(new Validation(7, (double) outcomes.get(name))));
        });
    }

    private static List<String> names(List<TuneResult> results) {
        return results.stream().map(TuneResult::plan).toList();
    }

    @Test
    void theLowestErrorOnHeldOutCasesIsChosen() throws IOException {
        threePlans();
        List<TuneResult> sorted = run();
        assertEquals(List.of("small", "large", "medium"), trained);
        assertEquals(List.of("large", "medium", "small"), names(sorted));
        TuneResult chosen = Tuning.chosen(sorted);
        assertEquals(List.of("large", "plans-large", "hash of large", 7, 1.25), List.of(chosen.plan(), chosen.model(),
                chosen.modelSha256(), chosen.validation().epoch(), chosen.validation().errorPercent()));
    }

    @Test
    void ofEqualErrorsTheEarlierPlanIsChosen() throws IOException {
        plan("b", PLAN.withHidden(List.of(10)), 2.0);
        plan("a", PLAN.withHidden(List.of(30)), 2.0);
        assertEquals(List.of("b", "a"), names(run()));
    }

    private static TrainingPlan patient(TrainingPlan plan) {
        return plan.withFineTuning(plan.fineTuning().withPatience(3));
    }

    @Test
    void patientPlansAmongOthersAreWarnedOf() throws IOException {
        plan("a", PLAN, 1.0);
        plan("b", patient(PLAN), 2.0);
        plan("c", patient(PLAN.withMiniBatch(50)), 3.0);
        run();
        assertEquals(List.of("warning: the error of plans with patience (b, c) is the lowest of all their epochs, that of the "
                + "others is their end's: the lowest of many is lower by chance, too"),
                said.toString().lines().filter(line -> line.startsWith("warning")).toList());
    }

    @Test
    void plansOfOneKindAreNot() throws IOException {
        threePlans();
        run();
        plans.replaceAll((name, plan) -> patient(plan));
        run();
        assertFalse(said.toString().contains("warning"), said::toString);
    }

    @Test
    void aPlanThatDivergesDoesNotEndTheTuningAndIsNotChosen() throws IOException {
        plan("hot", PLAN.withHidden(List.of(10)), new TrainingDivergedException("layer0.weights[0] is NaN"));
        plan("cold", PLAN.withHidden(List.of(30)), 99.0);
        List<TuneResult> sorted = run();
        assertEquals(List.of("cold", "hot"), names(sorted));
        assertEquals("layer0.weights[0] is NaN", sorted.get(1).problem());
        // Nor is it trained again.
        assertEquals(sorted, run());
        assertEquals(List.of("hot", "cold"), trained);
    }

    @Test
    void nothingIsChosenIfAllDiverge() throws IOException {
        plan("hot", PLAN, new TrainingDivergedException("NaN"));
        List<TuneResult> sorted = run();
        assertEquals("every plan diverged: hot",
                assertThrows(TrainingDivergedException.class, () -> Tuning.chosen(sorted)).getMessage());
    }

    @Test
    void whatIsDoneIsNotTrainedAgain() throws IOException {
        threePlans();
        List<TuneResult> first = run();
        trained.clear();
        assertEquals(first, run());
        assertEquals(List.of(), trained);
        assertTrue(said.toString().contains("plan small (1 of 3): already done"), said::toString);
    }

    @Test
    void changedAndNewPlansAreTrained() throws IOException {
        threePlans();
        run();
        trained.clear();
        plan("medium", PLAN.withHidden(List.of(20)).withMiniBatch(50), 1.0);
        plan("new", PLAN.withMiniBatch(20), 5.0);
        plans.remove("small");
        assertEquals(List.of("medium", "large", "new"), names(run()));
        assertEquals(List.of("medium", "new"), trained);
    }

    @Test
    void onAnotherKernelAllAreTrainedAgain() throws IOException {
        threePlans();
        run();
        trained.clear();
        kernel = "SkylakeX";
        run();
        assertEquals(List.of("small", "large", "medium"), trained);
    }

    /** All that is changed is the schema: rows, and so their fingerprint, and the number of classes are the same. */
    @ParameterizedTest
    @ValueSource(strings = {"features: [b]\nlabel: y", "label: y\nscale: standardise", "label: y\nmissing: zero",
        "label: y\nclassWeights: balanced", "label: z", "label: y\nclasses: [6, 5]"})
    void afterAnotherSchemaAllAreTrainedAgain(String schema) throws IOException {
        threePlans();
        assertEquals(List.of("small", "large", "medium"), trainedOn(table("label: y")));
        assertEquals(List.of(), trainedOn(table("label: y")));
        assertEquals(List.of("small", "large", "medium"), trainedOn(table(schema)));
    }

    private Sources table(String schema) throws IOException {
        Path rows = Files.writeString(folder.resolve("rows.csv"), "a,b,y,z\n1,2,5,0\n3,5,6,1\n4,7,5,1\n");
        return TableSources.of(rows.toString(), Optional.empty(), TableSchemaText.read("schema", schema), null);
    }

    private List<String> trainedOn(Sources sources) throws IOException {
        trained.clear();
        String dataHash = sources.training().open().fingerprint();
        run(plan -> Task.of(plan, sources, dataHash, kernel, Optional.empty()));
        return trained;
    }

    /** What was written before tables had a hash: of images it holds, of a table nobody knows its schema. */
    @Test
    void resultsOfImagesWrittenBeforeHold() throws IOException {
        plan("a", PLAN, 1.0);
        Task images = task(PLAN);
        Files.createDirectories(file().getParent());
        Files.writeString(file(), """
                {"plans": [{"plan": "a", "validationErrorPercent": 1.5, "epoch": 7, "modelSha256": "hash", "model": "a@1",
                  "seconds": 1, "data": "data", "dataHash": "sha256:12", "classes": 10, "kernel": "Haswell", "planText": %s}]}
                """.formatted(new ObjectMapper().writeValueAsString(images.planText())));
        assertEquals(1.5, run().get(0).validation().errorPercent());
        assertEquals(List.of(), trained);
        Task rows = new Task(images.planText(), "data", "sha256:12", "hash of a schema", 10, kernel, "");
        assertEquals(Optional.empty(), TuneResults.in(Location.of(file().toString())).of("a", rows));
    }

    /** The law of resuming: stopped anywhere and started again, it trains each plan once and ends with the same. */
    @ParameterizedTest(name = "stopped in plan {0}")
    @ValueSource(strings = {"small", "large", "medium"})
    void aTuningThatWasStoppedGoesOn(String stopped) throws IOException {
        threePlans();
        Object error = outcomes.put(stopped, new CancellationException("stopped"));
        assertThrows(CancellationException.class, this::run);
        long before = trained.size() - 1;
        assertEquals(before, tuning().done(this::task));
        outcomes.put(stopped, error);
        trained.remove(stopped);
        assertEquals(List.of("large", "medium", "small"), names(run()));
        assertEquals(List.of("small", "large", "medium"), trained);
    }

    @Test
    void resultsAreReadBackEqual() throws IOException {
        threePlans();
        plan("hot", PLAN.withHidden(List.of(40)), new TrainingDivergedException("\"NaN\"\u00e4"));
        List<TuneResult> results = run();
        TuneResults read = TuneResults.in(Location.of(file().toString()));
        for (TuneResult result : results) {
            assertEquals(Optional.of(result), read.of(result.plan(), result.task()));
        }
        assertEquals(Optional.empty(), read.of("small", task(PLAN)));
        assertEquals(Optional.empty(), read.of("tiny", task(PLAN)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"plans\": [", "[]", "{\"plans\": {}}", "{\"plans\": [{}]}", "",
        "{\"plans\": [{\"plan\": \"a\", \"planText\": \"b\", \"data\": \"c\", \"dataHash\": \"d\", \"classes\": \"ten\"}]}"})
    void aFileOfSomethingElseIsRefused(String text) throws IOException {
        threePlans();
        Files.createDirectories(file().getParent());
        Files.writeString(file(), text);
        String message = assertThrows(InvalidConfigException.class, this::run).getMessage();
        assertTrue(message.startsWith("--results " + file() + ": not a file of results: "), message);
        assertEquals(1, message.lines().count(), message);
        assertEquals(List.of(), trained);
        assertEquals(text, Files.readString(file()));
    }

    @Test
    void plansMustBeComparable() {
        plan("a", PLAN, 1.0);
        plan("b", PLAN.withHeldOut(0.2).withSeed(5), 1.0);
        plan("c", PLAN.withHeldOut(0), 1.0);
        plan("d", PLAN.withFineTuning(PLAN.fineTuning().withEpochs(0)), 1.0);
        assertEquals(List.of(
                "plans.b.heldOut must be 0.1 as in plans.a: all plans are held against the same cases, was 0.2",
                "plans.b.seed must be 1 as in plans.a: all plans are held against the same cases, was 5",
                "plans.c.heldOut must be above 0: held-out cases choose, was 0.0",
                "plans.c.heldOut must be 0.1 as in plans.a: all plans are held against the same cases, was 0.0",
                "plans.d.fineTuning.epochs must be 1 or more: without fine-tuning there is no error to choose by, was 0"),
                assertThrows(InvalidConfigException.class, this::tuning).getMessage().lines().toList());
    }

    /** As {@code tune} does before it trains the first of them. */
    private List<String> problems(Path labels, boolean mixedKernels) throws IOException {
        Path images = SmallData.write(folder.resolve("data")).resolve(SmallData.TRAIN_IMAGES);
        SourceSpec training = new SourceSpec.Idx(images.toString(), labels == null ? "" : labels.toString(), SmallData.CLASSES);
        Sources sources = new Sources("small", training, Optional.empty(), SmallData.CLASSES);
        Map<String, TrainRequest> requests = new LinkedHashMap<>();
        plans.forEach((name, plan) -> requests.put(name, new TrainRequest(sources, plan, Optional.empty(), mixedKernels)));
        try {
            Tuning.requireTrainable(requests, training.open());
            return List.of();
        } catch (InvalidConfigException e) {
            return e.getMessage().lines().toList();
        }
    }

    @Test
    void whatCannotBeTrainedIsRefusedBeforeAnythingIsWithThePlansName() throws IOException {
        Path labels = folder.resolve("data").resolve(SmallData.TRAIN_LABELS);
        plan("fine", PLAN.withLabels(60), 1.0);
        assertEquals(List.of(), problems(labels, false));
        assertEquals(List.of(), problems(labels, true));
        plan("narrow", PLAN.withUpdateBits(16), 1.0);
        plan("many", PLAN.withLabels(1000), 1.0);
        plan("few", PLAN.withLabels(2), 1.0);
        plan("shards", PLAN.withShards(401), 1.0);
        assertEquals(List.of("plans.narrow.updateBits must be 32 with --mixed-kernels, was 16",
                "plans.many.labels must be all, or at most 360, the labelled cases that are not held out, was 1000",
                "plans.few.labels must be all, or at least the number of classes, 3, was 2",
                "plans.shards.shards must be from 1 to the number of cases, 400, was 401"), problems(labels, true));
        assertEquals(3, problems(labels, false).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"autoencoder", "k-means"})
    void whatTellsNoClassesApartIsRefusedBeforeAnythingIsTrained(String algorithm) throws IOException {
        Path labels = folder.resolve("data").resolve(SmallData.TRAIN_LABELS);
        plan("fine", PLAN, 1.0);
        plan("softmax", PLAN.withAlgorithm(new AlgorithmPlan("softmax", Map.of())), 1.0);
        assertEquals(List.of(), problems(labels, false));
        plan("other", PLAN.withAlgorithm(new AlgorithmPlan(algorithm, Map.of())), 1.0);
        assertEquals(List.of("plans.other.algorithm must tell classes apart, to be chosen by its errors on held-out cases, was "
                + algorithm), problems(labels, false));
    }

    /** As {@code train --from} does it. */
    @Test
    void layersThatNoPlanSpeaksOfAreThoseOfTheModelToStartFrom() throws IOException {
        StartingModel model = new StartingModel("first", SmallModels.of(6, 5));
        String file = Files.writeString(folder.resolve("list.yaml"),
                "{base: {miniBatch: 5}, plans: {silent: {}, own: {hidden: [9]}}}").toString();
        Map<String, TrainingPlan> read = TuneCommand.read(file, Optional.of(model)).plans();
        TrainingPlan said = TrainingPlan.DEFAULTS.withMiniBatch(5);
        assertEquals(Map.of("silent", model.adapted(said), "own", said.withHidden(List.of(9))), read);
        assertEquals(said, TuneCommand.read(file, Optional.empty()).plans().get("silent"));
    }

    @Test
    void dataWithoutALabelAreRefusedBeforeAnythingIsTrained() throws IOException {
        String refusal = "plans.a.heldOut must give cases with a label to choose by, was 0.1, and of small no case has one";
        plan("a", PLAN, 1.0);
        assertEquals(List.of(refusal), problems(null, false));
        byte[] none = SmallData.trainLabels();
        Arrays.fill(none, 8, none.length, (byte) SmallData.UNLABELLED);
        assertEquals(List.of(refusal), problems(Files.write(folder.resolve("none"), none), false));
        none[8] = 1;
        none[9] = 1;
        assertEquals(List.of("plans.a.heldOut must be 0, or above 0.25 to hold out a labelled case of the largest class, was "
                + "0.1"),
                problems(Files.write(folder.resolve("two"), none), false));
    }

    @Test
    void anAlgorithmThatDoesNotSayHowItDoesIsNamed() throws IOException {
        plan("a", PLAN, 1.0);
        Tuning tuning = tuning();
        String message = assertThrows(InvalidConfigException.class,
                () -> tuning.run(this::task, (name, plan) -> new Trained("a@1", "b", Optional.empty()))).getMessage();
        assertEquals("plans.a.algorithm must say how its result does on held-out cases, to be chosen by that, was "
                + "deep-belief-network, which says nothing; its model is a@1", message);
        assertFalse(Files.exists(file()));
    }

    @Test
    void theTableMarksTheChosenOne() throws IOException {
        threePlans();
        plan("hot", PLAN.withHidden(List.of(40)), new TrainingDivergedException("it is NaN"));
        List<TuneResult> sorted = run();
        StringWriter table = new StringWriter();
        PrintWriter writer = new PrintWriter(table);
        Tuning.print(writer, sorted);
        writer.flush();
        List<String> lines = table.toString().lines()
                .map(line -> line.replaceAll(" +", " ").replaceAll(" 0\\.\\d ", " S ")).toList();
        assertEquals(List.of(" plan validation error epoch seconds model", "* large 1.25 % 7 S plans-large",
                " medium 2.00 % 7 S plans-medium", " small 3.50 % 7 S plans-small", " hot diverged S it is NaN"), lines);
    }
}
