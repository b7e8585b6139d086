package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.beliefgrid.cli.Cli.Outcome;
import org.beliefgrid.model.LearnedSections;
import org.beliefgrid.model.Model;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --algorithm} from the command line to the store, and what other commands make of the results. */
class AlgorithmsIT {
    private static final String PLAN = """
            hidden: [8, 2]
            shards: 5
            miniBatch: 20
            pretraining: {epochs: 3, initialDeviation: 0.1}
            fineTuning: {epochs: 5, learningRate: 0.3}
            """;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void writeData() throws Exception {
        SmallData.write(folder.resolve("data"));
        Files.writeString(folder.resolve("plan.yaml"), PLAN);
    }

    private static String in(String name) {
        return folder.resolve(name).toString();
    }

    private static Outcome train(String model, String... arguments) {
        return trainBy("plan.yaml", model, arguments);
    }

    private static Outcome trainBy(String plan, String model, String... arguments) {
        List<String> all = new ArrayList<>(List.of("train", "--data", in("data"), "--classes",
                String.valueOf(SmallData.CLASSES), "--preset", in(plan), "--store", in("models"), "--model", model, "--json",
                in(model + ".json")));
        if (List.of(arguments).contains("--json")) {
            all.subList(all.size() - 2, all.size()).clear();
        }
        all.addAll(List.of(arguments));
        return InProcess.run(all.toArray(String[]::new)).outcome();
    }

    private static ModelStore store() throws Exception {
        return ModelStore.at(Location.of(in("models")));
    }

    private static JsonNode json(String model) throws Exception {
        return new ObjectMapper().readTree(folder.resolve(model + ".json").toFile());
    }

    @Test
    void kMeansGivesSectionsThatAreShownAndNoNetwork() throws Exception {
        Outcome one = train("clusters", "--algorithm", "k-means", "--set", "clusters=3", "--members",
                "1").exited(ExitCode.DONE);
        Outcome three = train("clusters", "--algorithm", "k-means", "--set", "clusters=3", "--members", "3")
                .exited(ExitCode.DONE);
        assertEquals(one.modelSha256(), three.modelSha256());
        LearnedSections learned = (LearnedSections) ModelVersions.loadAny(store().find("clusters@2"));
        assertEquals(List.of(3, SmallData.HEIGHT * SmallData.WIDTH), learned.section("clusters.centroids").shape());
        assertEquals(SmallData.TRAINING_CASES, learned.provenance().cases());
        assertEquals("k-means", json("clusters").get("algorithm").asText());
        assertEquals(learned.figures().get("squaredDistance"),
                json("clusters").get("figures").get("squaredDistance").asDouble());
        Outcome shown = InProcess.run("models", "show", "clusters@2", "--store", in("models")).outcome().exited(ExitCode.DONE);
        assertTrue(shown.out().stream().anyMatch(line -> line.contains("k-means: clusters.centroids 3x30")), shown::toString);
        InProcess.run("models", "list", "--store", in("models")).outcome().exited(ExitCode.DONE).line("clusters ");
        Outcome refused = InProcess.run("evaluate", "--model", "clusters", "--data", in("data"), "--classes", "3", "--store",
                in("models")).outcome();
        assertTrue(refused.exitCode() != ExitCode.DONE && refused.err().toString().contains("a network is needed here"),
                refused::toString);
    }

    @Test
    void softmaxRegressionGivesANetworkThatIsEvaluatedAndExported() throws Exception {
        Outcome trained = train("soft", "--algorithm", "softmax", "--set", "epochs=20").exited(ExitCode.DONE);
        Model model = store().load("soft");
        assertEquals(List.of(), model.net().hidden());
        assertEquals(trained.modelSha256(), model.net().sha256());
        assertTrue(json("soft").get("testErrorPercent").asDouble() < 20, "three stripes are told apart");
        InProcess.run("evaluate", "--model", "soft", "--data", in("data"), "--store", in("models")).outcome()
                .exited(ExitCode.DONE);
        InProcess.run("export", "--model", "soft", "--store", in("models"), "--format", "safetensors", "--output",
                in("soft.st"))
                .outcome().exited(ExitCode.DONE);
    }

    @Test
    void theAutoencoderReportsItsErrorBesideThatOfPca() throws Exception {
        train("code", "--algorithm", "autoencoder", "--held-out", "0.1").exited(ExitCode.DONE);
        JsonNode figures = json("code").get("figures");
        for (String figure : List.of("reconstructionError", "heldOutReconstructionError", "pcaReconstructionError")) {
            assertTrue(figures.get(figure).asDouble() > 0, figure);
        }
    }

    @Test
    void settingsAndNamesThatAreWrongAreRefusedInOneLine() {
        Outcome unknown = train("none", "--algorithm", "k-mean").exited(ExitCode.USAGE);
        assertTrue(unknown.err().toString().contains("no algorithm k-mean; there are autoencoder, deep-"
                + "belief-network, k-means"),
                unknown::toString);
        Outcome setting = train("none", "--algorithm", "k-means", "--set", "cluster=3").exited(ExitCode.USAGE);
        assertTrue(setting.err().toString().contains("unknown setting cluster; known here: clusters, rounds"),
                setting::toString);
        Outcome value = train("none", "--algorithm", "k-means", "--set", "clusters=0").exited(ExitCode.USAGE);
        assertTrue(value.err().toString().contains("clusters must be a whole number from 1"), value::toString);
        train("none", "--set", "clusters=3").exited(ExitCode.USAGE);
        train("none", "--lib", in("nowhere")).exited(ExitCode.USAGE);
    }

    @Test
    void whatIsTooLargeIsRefusedInOneLineBeforeAnythingIsLoaded() throws Exception {
        Files.writeString(folder.resolve("wide.yaml"), "hidden: [40000, 40000]\nshards: 5\n");
        assertRefused(train("none", "--algorithm", "k-means", "--set", "clusters=" + (SmallData.TRAINING_CASES + 1)),
                "clusters must be from 1 to the number of cases, 400, was 401");
        assertRefused(trainBy("wide.yaml", "none", "--algorithm", "autoencoder"), "hidden must give fewer than");
        // The stack and its velocities would do; the unrolled network, which is twice as large, does not.
        Files.writeString(folder.resolve("wide.yaml"), "hidden: [25000, 25000]\nshards: 5\n");
        assertRefused(trainBy("wide.yaml", "none", "--algorithm", "autoencoder"), "must keep fewer than 2,147,483,647 numbers");
    }

    private static void assertRefused(Outcome refused, String why) {
        refused.exited(ExitCode.USAGE);
        assertEquals(1, refused.err().size(), refused::toString);
        assertTrue(refused.err().get(0).contains(why), refused::toString);
        assertTrue(refused.out().stream().noneMatch(line -> line.startsWith("loaded")), refused::toString);
    }

    @Test
    void aResultThatCannotBeWrittenIsToldBeforeTheTraining() throws Exception {
        Files.writeString(folder.resolve("file"), "");
        assertRefused(train("unwritten", "--algorithm", "softmax", "--json", in("file/out.json")), "cannot be written");
        assertTrue(Files.notExists(folder.resolve("models/unwritten")));
        assertRefused(InProcess.run("reproduce", "--store", in("models"), "--out", in("file/report.md")).outcome(),
                "--out " + in("file/report.md") + ": cannot be written");
        assertRefused(InProcess.run("evaluate", "--model", "no-such-model", "--data", in("data"), "--store", in("models"),
                "--json", in("data")).outcome(), "--json " + in("data") + ": cannot be written: it is a folder");
    }

    @Test
    void aPlanFileNamesAlgorithmAndSettings() throws Exception {
        Files.writeString(folder.resolve("clusters.yaml"), "shards: 5\nalgorithm: {name: k-means, settings: {clusters: 2}}\n");
        trainBy("clusters.yaml", "planned", "--set", "rounds=3").exited(ExitCode.DONE);
        LearnedSections learned = (LearnedSections) ModelVersions.loadAny(store().find("planned"));
        assertEquals(2, learned.section("clusters.shares").values().length);
        assertEquals("{clusters=2, rounds=3}", learned.plan().algorithm().settings().toString());
    }
}
