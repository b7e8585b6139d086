package org.beliefgrid.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.YamlClientConfigBuilder;
import com.hazelcast.client.impl.clientside.HazelcastClientProxy;
import com.hazelcast.client.impl.protocol.ClientMessage;
import com.hazelcast.client.impl.protocol.codec.JetGetJobAndSqlSummaryListCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetClusterMetadataCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetMapConfigCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetMemberConfigCodec;
import com.hazelcast.client.impl.protocol.codec.MCGetTimedMemberStateCodec;
import com.hazelcast.client.impl.protocol.codec.MCPollMCEventsCodec;
import com.hazelcast.client.impl.protocol.codec.MCReadMetricsCodec;
import com.hazelcast.client.impl.spi.impl.ClientInvocation;
import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.internal.metrics.MetricConsumer;
import com.hazelcast.internal.metrics.MetricDescriptor;
import com.hazelcast.internal.metrics.impl.MetricsCompressor;
import com.hazelcast.jet.core.JobStatus;
import com.hazelcast.jet.impl.JobAndSqlSummary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.beliefgrid.cli.SmallData;
import org.beliefgrid.client.BeliefGridClient;
import org.beliefgrid.client.Data;
import org.beliefgrid.client.Training;
import org.beliefgrid.grid.ConfigFiles;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.GridMember;
import org.beliefgrid.grid.MemberOptions;
import org.beliefgrid.grid.monitoring.MonitoringOptions;
import org.beliefgrid.grid.monitoring.RunMetric;
import org.beliefgrid.grid.security.GridSecret;
import org.beliefgrid.grid.security.SecretFile;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Management Center finds of a training, by its own protocol: a client that is set up by the file which
 * {@code config/monitoring} gives to Management Center, and its messages to each member.
 */
class ManagementCenterIT {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final int EPOCHS = 100_000;
    /** Goes on until it is stopped, in the phase that comes last; every figure is measured in one phase or the other. */
    private static final TrainingPlan PLAN = PlanText.read("plan", """
            hidden: [8]
            shards: 3
            miniBatch: 10
            heldOut: 0.2
            pretraining: {epochs: 2, initialDeviation: 0.1}
            fineTuning: {epochs: 100000, patience: 0, learningRate: 0.001}
            """);

    @TempDir
    private Path folder;
    private final List<HazelcastInstance> members = new ArrayList<>();
    private HazelcastInstance managementCenter;

    @BeforeEach
    void startMembers() throws Exception {
        GridSecret secret = SecretFile.readOrMake(folder.resolve("secret"));
        for (int number = 0; number < 2; number++) {
            List<String> join = members.stream().map(ManagementCenterIT::address).toList();
            members.add(GridMember.start(new MemberOptions("127.0.0.1", 0, join, 3, 1, Location.of(folder.toString()), secret)
                    .withMonitoring(new MonitoringOptions(List.of("127.0.0.1"), OptionalInt.empty(), "127.0.0.1")),
                    ManagementCenterIT::everySecond));
        }
        managementCenter = HazelcastClient.newHazelcastClient(managementCenterConfig());
    }

    @AfterEach
    void stop() {
        if (managementCenter != null) {
            managementCenter.shutdown();
        }
        members.forEach(member -> member.getLifecycleService().terminate());
    }

    /** Management Center asks for what was collected every five seconds: the test waits for less. */
    private static void everySecond(Config config) {
        config.getMetricsConfig().setCollectionFrequencySeconds(1);
    }

    private static String address(HazelcastInstance member) {
        return "127.0.0.1:" + member.getCluster().getLocalMember().getAddress().getPort();
    }

    /** The file as it is, but for where the members and the secret are. */
    private ClientConfig managementCenterConfig() throws IOException {
        try (InputStream file = ConfigFiles.open("monitoring/management-center-client.yaml")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            String here = text.replace("127.0.0.1:5701", address(members.get(0)))
                    .replace("/run/beliefgrid/secret", folder.resolve("secret").toString());
            return new YamlClientConfigBuilder(new ByteArrayInputStream(here.getBytes(StandardCharsets.UTF_8))).build();
        }
    }

    private ClientMessage ask(ClientMessage request, UUID member) throws Exception {
        return new ClientInvocation(((HazelcastClientProxy) managementCenter).client, request, null, member).invoke()
                .get(30, TimeUnit.SECONDS);
    }

    @Test
    void itFindsTheJobItsMetricsTheMapsAndTheExecutor() throws Exception {
        Data data = Data.folder(SmallData.write(folder.resolve("data")).toString(), SmallData.CLASSES);
        Training training = BeliefGridClient.connect(members.get(0), folder.resolve("models").toString())
                .train(data, PLAN, "watched");
        try {
            Map<String, Long> metrics = metricsOfTheJob(training.run());
            assertEquals(EPOCHS, metrics.get(RunMetric.EPOCHS.jetName()), metrics::toString);
            assertEquals(0, metrics.get(RunMetric.LAYER.jetName()), metrics::toString);
            assertTrue(metrics.get(RunMetric.ROUND.jetName()) > 3 && metrics.get(RunMetric.EPOCH.jetName()) <= EPOCHS
                    && metrics.get(RunMetric.CASES.jetName()) >= SmallData.TRAINING_CASES * 4 / 5, metrics::toString);
            for (RunMetric share : List.of(RunMetric.TRAINING_ERROR, RunMetric.VALIDATION_ERROR)) {
                long ppm = metrics.get(share.jetName());
                assertTrue(ppm >= 0 && ppm <= 1_000_000, () -> share + " " + metrics);
            }
            assertTrue(metrics.get(RunMetric.BYTES_SENT.jetName()) > 0, metrics::toString);
            assertTrue(jobs().stream().anyMatch(job -> job.getNameOrId().equals(TrainJob.name(training.run()))
                    && job.getStatus() == JobStatus.RUNNING), () -> "the job " + training.run());
            assertPages();
        } finally {
            training.cancel();
            assertThrows(CancellationException.class, () -> await(training));
        }
    }

    private static void await(Training training) throws Exception {
        try {
            training.result().get(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    private List<JobAndSqlSummary> jobs() throws Exception {
        return JetGetJobAndSqlSummaryListCodec.decodeResponse(ask(JetGetJobAndSqlSummaryListCodec.encodeRequest(),
                members.get(0).getLocalEndpoint().getUuid()));
    }

    /** Asks every member again and again, as Management Center does, until each of our metrics has come. */
    private Map<String, Long> metricsOfTheJob(String run) throws Exception {
        Set<String> wanted = Arrays.stream(RunMetric.values()).map(RunMetric::jetName)
                .collect(Collectors.toCollection(TreeSet::new));
        Map<UUID, Long> sequences = new HashMap<>();
        Map<String, Long> found = new TreeMap<>();
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!found.keySet().containsAll(wanted)) {
            assertTrue(System.nanoTime() < end, () -> "found only " + found);
            for (Member member : managementCenter.getCluster().getMembers()) {
                MCReadMetricsCodec.ResponseParameters answer = MCReadMetricsCodec.decodeResponse(ask(
                        MCReadMetricsCodec.encodeRequest(member.getUuid(), sequences.getOrDefault(member.getUuid(), 0L)),
                        member.getUuid()));
                sequences.put(member.getUuid(), answer.nextSequence);
                answer.elements.forEach(blob -> MetricsCompressor.extractMetrics(blob.getValue(), ofJob(run, found)));
            }
            Thread.sleep(50);
        }
        return found;
    }

    private static MetricConsumer ofJob(String run, Map<String, Long> found) {
        return new MetricConsumer() {
            @Override
            public void consumeLong(MetricDescriptor metric, long value) {
                if (TrainJob.name(run).equals(metric.tagValue("jobName")) && "true".equals(metric.tagValue("user"))) {
                    found.put(metric.metric(), value);
                }
            }

            @Override
            public void consumeDouble(MetricDescriptor metric, double value) {
                // Users' metrics are whole numbers.
            }
        };
    }

    /** What the pages of members, maps and executors are made of. */
    private void assertPages() throws Exception {
        for (Member member : managementCenter.getCluster().getMembers()) {
            String state = MCGetTimedMemberStateCodec.decodeResponse(ask(MCGetTimedMemberStateCodec.encodeRequest(),
                    member.getUuid()));
            for (String name : List.of(GridMaps.PROGRESS, GridMaps.RUNS, GridMaps.BLOCKS, GridMaps.TRAINING)) {
                assertTrue(state.contains("\"" + name + "\""), () -> name + " is not in " + state);
            }
            assertTrue(MCGetMemberConfigCodec.decodeResponse(ask(MCGetMemberConfigCodec.encodeRequest(), member.getUuid()))
                    .contains("beliefgrid"), "the configuration");
        }
        UUID first = members.get(0).getLocalEndpoint().getUuid();
        assertEquals("5.7", MCGetClusterMetadataCodec.decodeResponse(ask(MCGetClusterMetadataCodec.encodeRequest(), first))
                .memberVersion.substring(0, 3));
        assertEquals(2, MCGetMapConfigCodec.decodeResponse(ask(MCGetMapConfigCodec.encodeRequest(GridMaps.RUNS), first))
                .backupCount);
        MCPollMCEventsCodec.decodeResponse(ask(MCPollMCEventsCodec.encodeRequest(), first));
    }
}
