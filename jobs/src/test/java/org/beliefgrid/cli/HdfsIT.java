package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data and models on a real HDFS. */
class HdfsIT {
    private static final int WRITERS = 8;

    @TempDir
    Path folder;

    @Test
    void theModelIsTheSameFromHdfsAndFromLocalFilesAndCanBeStoredThere() throws Exception {
        if (PseudoHadoop.script().isEmpty()) {
            System.out.println("HdfsIT skipped: no pseudo-distributed Hadoop beside this checkout "
                    + "(../shared/tools/pseudo-hadoop)");
        }
        assumeTrue(PseudoHadoop.script().isPresent(), "skipped: no pseudo-distributed Hadoop beside this checkout "
                + "(../shared/tools/pseudo-hadoop)");
        Path data = SmallData.write(folder.resolve("data"));
        Path plan = SmallPlan.write(folder);
        Cli.Outcome local = train(data.toString(), folder.resolve("models").toString(), plan).exited(0);
        try (PseudoHadoop hadoop = PseudoHadoop.start(PseudoHadoop.script().orElseThrow(), folder.resolve("hadoop"));
                Stream<Path> files = Files.list(data)) {
            hadoop.put(files.toList(), "/data");
            Cli.Outcome remote = train(hadoop.uri("/data"), hadoop.uri("/models"), plan).exited(0);
            assertEquals(local.modelSha256(), remote.modelSha256());
            assertEquals(local.line("test error"), remote.line("test error"));

            Cli.Outcome evaluated = InProcess.run("evaluate", "--data", hadoop.uri("/data"), "--classes", "3", "--model", "m",
                    "--store", hadoop.uri("/models")).outcome().exited(0);
            assertEquals(remote.line("test error"), evaluated.line("test error"));
            assertEquals(remote.modelSha256(), evaluated.modelSha256());

            InProcess.run("models", "promote", "m@1", "--store", hadoop.uri("/models")).outcome().exited(0)
                    .line("promoted m@1, resting on "
                    + "evaluation 2: test error ");
            train(hadoop.uri("/data"), hadoop.uri("/models"), plan).exited(0)
                    .line("scoring goes on using m@1, which is promoted; ");
            Cli.Outcome listed = InProcess.run("models", "list", "--store", hadoop.uri("/models")).outcome().exited(0);
            assertTrue(listed.line("m ").matches("m +2 +1 +2 +.*"), listed::toString);

            assertTrue(Location.of(hadoop.uri("/models")).child("m").child("1.report.html").length() > 0);
            requireVersionsOfTheirOwn(ModelStore.at(Location.of(hadoop.uri("/models"))));

            Path damaged = Files.write(Files.createDirectories(folder.resolve("damaged")).resolve(SmallData.TRAIN_IMAGES),
                    Arrays.copyOf(SmallData.trainImages(), 1000));
            hadoop.put(List.of(damaged), "/damaged");
            Cli.Outcome refused = train(hadoop.uri("/damaged"), hadoop.uri("/models"), plan).exited(3);
            assertEquals(1, refused.err().size(), refused::toString);
            assertTrue(refused.err().get(0).startsWith("beliefgrid: " + hadoop.uri("/damaged/" + SmallData.TRAIN_IMAGES)),
                    refused::toString);
            requireSameModelOfATable(hadoop, plan);
            requireDamageOnDiskToBeNoticed(hadoop, plan);
        }
    }

    /** Of two files, by the local and the distributed file system. */
    private void requireSameModelOfATable(PseudoHadoop hadoop, Path plan) throws Exception {
        Path rows = Files.createDirectories(folder.resolve("rows"));
        for (int file = 0; file < 2; file++) {
            StringBuilder text = new StringBuilder("age,country,bought\n");
            IntStream.range(30 * file, 30 * file + 50).forEach(row -> text.append(20 + row * 7 % 60).append(',')
                    .append(row % 3 == 0 ? "CH" : "FR").append(',').append(row * 7 % 60 > 30 ? "yes" : "no").append('\n'));
            Files.writeString(rows.resolve("part-%d.csv".formatted(file)), text);
        }
        Path schema = Files.writeString(folder.resolve("schema.yaml"),
                "features: [age, {name: country, categorical: true}]\nlabel: bought\n");
        try (Stream<Path> files = Files.list(rows)) {
            hadoop.put(files.toList(), "/rows");
        }
        hadoop.put(List.of(schema), "/schemas");
        Cli.Outcome local = trainTable(rows.toString(), schema.toString(), folder.resolve("models").toString(), plan);
        Cli.Outcome remote = trainTable(hadoop.uri("/rows/part-*.csv"), hadoop.uri("/schemas/schema.yaml"),
                hadoop.uri("/models"), plan);
        assertEquals(local.modelSha256(), remote.modelSha256());
        remote.line("read 100 rows of 2 files");
        Cli.Outcome evaluated = InProcess.run("evaluate", "--data", hadoop.uri("/rows"), "--model", "rows", "--store",
                hadoop.uri("/models")).outcome().exited(0);
        assertEquals(local.line("test error "), evaluated.line("test error "));
    }

    private static Cli.Outcome trainTable(String rows, String schema, String store, Path plan) {
        return InProcess.run("train", "--data", rows, "--test", rows, "--schema", schema, "--preset", plan.toString(),
                "--store", store, "--model", "rows", "--members", "2").outcome().exited(0);
    }

    /** A bit of the only replica of a block is turned over on the DataNode's disk. */
    private void requireDamageOnDiskToBeNoticed(PseudoHadoop hadoop, Path plan) throws Exception {
        hadoop.damage(SmallData.trainImages());
        Cli.Outcome refused = train(hadoop.uri("/data"), hadoop.uri("/models"), plan).exited(3);
        String line = refused.err().get(refused.err().size() - 1);  // Hadoop warns before
        assertTrue(line.startsWith("beliefgrid: " + hadoop.uri("/data/" + SmallData.TRAIN_IMAGES)
                + ": cannot be read after byte "), refused::toString);
        assertTrue(line.contains("hecksum"), refused::toString);
    }

    /** Of many writers at once, each saves a model of its own size. */
    private static void requireVersionsOfTheirOwn(ModelStore store) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Callable<Map.Entry<Integer, Integer>>> tasks = IntStream.rangeClosed(1, WRITERS)
                    .<Callable<Map.Entry<Integer, Integer>>>mapToObj(
                            size -> () -> Map.entry(store.save("crowd", SmallModels.of(size, 1)).number(), size)).toList();
            Map<Integer, Integer> sizes = new TreeMap<>();
            for (Future<Map.Entry<Integer, Integer>> saved : threads.invokeAll(tasks)) {
                sizes.put(saved.get().getKey(), saved.get().getValue());
            }
            assertEquals(List.copyOf(sizes.keySet()),
                    store.versions("crowd").all().stream().map(ModelVersion::number).toList());
            assertEquals(WRITERS, sizes.size());
            for (ModelVersion version : store.versions("crowd").all()) {
                assertEquals(sizes.get(version.number()), ModelVersions.load(version).shape().height());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Cli.Outcome train(String data, String store, Path plan) throws Exception {
        return InProcess.run("train", "--data", data, "--classes", "3", "--preset", plan.toString(), "--store", store,
                "--model", "m").outcome();
    }
}
