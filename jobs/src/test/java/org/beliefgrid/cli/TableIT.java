package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.beliefgrid.model.Model;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of tables, from the file to the confusion matrix. */
class TableIT {
    private static final String SCHEMA = """
            features: [age, {name: country, categorical: true}, income]
            label: bought
            missing: mean
            """;
    private static final String PLAN = """
            hidden: [8]
            shards: 4
            miniBatch: 5
            heldOut: 0.1
            pretraining: {epochs: 1, initialDeviation: 0.1}
            fineTuning: {epochs: 40, learningRate: 0.5}
            """;

    @TempDir
    private Path folder;

    /** Whoever is old buys, and those of one country. */
    private String rows(String name, int count, long seed) throws IOException {
        Random random = new Random(seed);
        StringBuilder rows = new StringBuilder("customer,age,country,income,bought\n");
        for (int row = 0; row < count; row++) {
            int age = 20 + random.nextInt(60);
            String country = new String[] {"CH", "FR", "\"Korea, Republic of\""}[random.nextInt(3)];
            boolean bought = age > 50 || country.equals("FR");
            rows.append("%d,%d,%s,%s,%s%n".formatted(row, age, country, random.nextInt(20) == 0 ? "" : random.nextInt(90_000),
                    bought ? "yes" : "no"));
        }
        return Files.writeString(folder.resolve(name), rows).toString();
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private InProcess train(String data, String model, String members, String... more) throws IOException {
        String[] arguments = {"train", "--data", data, "--schema", write("schema.yaml", SCHEMA), "--preset",
                write("plan.yaml", PLAN), "--store", folder.resolve("models").toString(), "--model", model, "--members",
                        members};
        String[] all = Stream.concat(Stream.of(arguments), Stream.of(more))
                .toArray(String[]::new);
        return InProcess.run(all);
    }

    private Model model(String name) throws IOException {
        return ModelStore.at(Location.of(folder.resolve("models").toString())).load(name);
    }

    @Test
    void rowsAreLearnedAndNamesComeBack() throws IOException {
        String training = rows("training.csv", 600, 1);
        String test = rows("test.csv", 200, 2);
        InProcess one = train(training, "one", "1", "--test", test).exited(ExitCode.DONE);
        train(training, "two", "2").exited(ExitCode.DONE);
        assertEquals(model("one").net().sha256(), model("two").net().sha256(), "members must not matter");
        assertEquals(model("one").table(), model("two").table());

        InProcess evaluated = InProcess.run("evaluate", "--model", "one", "--data", test, "--store",
                folder.resolve("models").toString(), "--json", folder.resolve("e.json").toString()).exited(ExitCode.DONE);
        String error = error(evaluated);
        assertEquals(error(one), error);
        assertTrue(Double.parseDouble(error) < 20, evaluated::out);
        assertTrue(evaluated.lines().stream().anyMatch(line -> line.matches("class . predicted +no +yes +error")),
                evaluated::out);
        assertTrue(evaluated.lines().contains("read 200 rows of 1 files"), evaluated::out);
        assertTrue(Files.readString(folder.resolve("e.json")).contains("\"classNames\" : [ \"no\", \"yes\" ]"));

        requireScored(test, error);

        InProcess again = InProcess.run("train", "--from", "one", "--data", test, "--store",
                folder.resolve("models").toString(), "--model", "next", "--preset", write("next.yaml",
                "{hidden: [8], shards: 2, miniBatch: 5, pretraining: {epochs: 0}, fineTuning: {epochs: 1}}"))
                .exited(ExitCode.DONE);
        assertEquals(model("one").table(), model("next").table(), again::out);
    }

    /** Rows as they are, the label included, which is not looked at: the same classes as in the evaluation, by their names. */
    private void requireScored(String test, String error) throws IOException {
        String old = write("old.csv", Files.readString(Path.of(test)).replaceFirst("\n3,[0-9]+,", "\n3,old,"));
        InProcess refused = score("one", old, "refused").exited(ExitCode.BAD_INPUT);
        assertTrue(refused.err().contains(old + ": line 5: column age is \"old\", expected a number"), refused::toString);

        score("one", test, "scores").exited(ExitCode.DONE);
        List<String> rows = Files.readAllLines(Path.of(test));
        List<String> scores = Files.readAllLines(folder.resolve("scores/part-0.csv"));
        assertEquals("row,class,probability,model", scores.get(0));
        assertEquals(rows.size(), scores.size());
        int errors = 0;
        for (int row = 0; row + 1 < rows.size(); row++) {
            String[] score = scores.get(row + 1).split(",");
            assertEquals(String.valueOf(row), score[0]);
            assertTrue(score[1].equals("yes") || score[1].equals("no"), score[1]);
            errors += rows.get(row + 1).endsWith("," + score[1]) ? 0 : 1;
        }
        assertEquals(Double.parseDouble(error), 100.0 * errors / (rows.size() - 1), 0.005);
    }

    private InProcess score(String model, String input, String output) {
        return InProcess.run("score", "--model", model, "--input", input, "--output", folder.resolve(output).toString(),
                "--members", "1", "--store", folder.resolve("models").toString());
    }

    private static String error(InProcess outcome) {
        return outcome.lines().stream().filter(line -> line.startsWith("test error ")).findFirst()
                .orElseThrow(() -> new AssertionError(outcome)).replaceAll("^test error | %.*", "");
    }

    @Test
    void aMalformedRowEndsTheTrainingOrIsCounted() throws IOException {
        String training = rows("training.csv", 60, 1);
        Files.writeString(Path.of(training), Files.readString(Path.of(training)).replaceFirst("\n3,[0-9]+,", "\n3,old,"));
        InProcess refused = train(training, "m", "1").exited(ExitCode.BAD_INPUT);
        String problem = training + ": line 5: column age is \"old\", expected a number of at most 3.4e38";
        assertTrue(refused.err().contains(problem), refused::toString);
        assertFalse(Files.exists(folder.resolve("models/m")));

        String schema = write("skip.yaml", SCHEMA + "malformed: skip\n");
        InProcess counted = InProcess.run("train", "--data", training, "--schema", schema, "--preset", write("plan.yaml", PLAN),
                "--store", folder.resolve("models").toString(), "--model", "m", "--members", "1").exited(ExitCode.DONE);
        assertTrue(counted.lines().contains("read 60 rows of 1 files"), counted::out);
        assertTrue(counted.lines().contains("passed over 1 malformed rows, the first: " + problem), counted::out);
        assertEquals(59 - model("m").provenance().heldOutCases(), model("m").provenance().cases());
        score("m", training, "scores").exited(ExitCode.DONE);
        List<String> scores = Files.readAllLines(folder.resolve("scores/part-0.csv"));
        assertEquals(61, scores.size());
        assertEquals("3,,,m@1", scores.get(4));
    }

    @Test
    void theExampleOfTheGuideIsTrue() throws IOException {
        String guide = Files.readString(Path.of(System.getProperty("beliefgrid.home"), "docs/guides/data.md"));
        String rows = write("customers.csv", block(guide, "csv"));
        String schema = write("customers.yaml", block(guide, "yaml"));
        InProcess trained = InProcess.run("train", "--data", rows, "--schema", schema, "--preset", write("small.yaml",
                "{hidden: [3], shards: 2, miniBatch: 2, pretraining: {epochs: 1}, fineTuning: {epochs: 1}}"), "--store",
                folder.resolve("models").toString(), "--model", "customers", "--members", "1").exited(ExitCode.DONE);
        assertTrue(trained.lines().contains(rows + ": 6 cases of 5 values of 3 columns in 2 shards; hidden layers [3]; seed 1"),
                trained::out);
        InProcess.run("evaluate", "--model", "customers", "--data", rows, "--store", folder.resolve("models").toString())
                .exited(ExitCode.DONE);
    }

    private static String block(String guide, String kind) {
        Matcher block = Pattern.compile("```" + kind + "\n(.*?)```", Pattern.DOTALL).matcher(guide);
        assertTrue(block.find(), "no example in " + kind);
        return block.group(1);
    }
}
