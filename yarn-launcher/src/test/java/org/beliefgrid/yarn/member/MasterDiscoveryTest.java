package org.beliefgrid.yarn.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.cluster.Address;
import com.hazelcast.logging.Logger;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.SimpleDiscoveryNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.beliefgrid.store.Location;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.FolderAnswers;
import org.beliefgrid.yarn.spec.JoinAnswer;
import org.beliefgrid.yarn.spec.JoinAnswer.Order;
import org.beliefgrid.yarn.spec.Json;
import org.beliefgrid.yarn.spec.MemberSize;
import org.beliefgrid.yarn.spec.MemoryWatch;
import org.beliefgrid.yarn.spec.Staging;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a member is to join, with a master that is heard through the staging folder only. */
class MasterDiscoveryTest {
    private static final long STEP_MILLIS = Loneliness.BOTH_MILLIS + 1;

    @TempDir
    private Path staging;

    private final AtomicLong now = new AtomicLong();
    private final MemberSelf self = new MemberSelf(0, "c0",
            new MemorySight(new MemberSize(1000, 400, 200, 1), new MemoryWatch(90, 98)));
    private MasterDiscovery discovery;

    @BeforeEach
    void start() throws IOException {
        Files.write(staging.resolve(Staging.APPLICATION), new byte[] {'{', '}'});
        discovery = new MasterDiscovery(new MasterLink(ApplicationSecret.random(), Location.of(staging.toString())), self,
                new SimpleDiscoveryNode(new Address("127.0.0.1", 5701)), Logger.getLogger(MasterDiscoveryTest.class), Map.of(),
                () -> now.getAndAdd(STEP_MILLIS));
        discovery.start();
    }

    @Test
    void aMemberWhoseMasterDoesNotAnswerFoundsNoGrid() {
        IllegalStateException failure = assertThrows(IllegalStateException.class, discovery::discoverNodes);
        assertEquals("the application master did not answer for 60 s", failure.getMessage());
        assertTrue(self.isLost());
    }

    @Test
    void aMemberOfAnApplicationThatHasEndedFoundsNoGrid() throws IOException {
        Files.delete(staging.resolve(Staging.APPLICATION));
        assertThrows(UncheckedIOException.class, discovery::discoverNodes);
        assertTrue(self.isLost());
    }

    @Test
    void theFounderIsToldNobodyByTheMaster() throws IOException {
        answer(new JoinAnswer(Order.STAY, List.of()));
        assertEquals(List.of(), found());
        assertFalse(self.isLost());
    }

    @Test
    void whoHasJoinedOnceDoesWithTheLastAnswer() throws IOException {
        answer(new JoinAnswer(Order.STAY, List.of("127.0.0.1:5702")));
        assertEquals(List.of("127.0.0.1:5702"), found());
        Files.delete(staging.resolve(Staging.RENDEZVOUS).resolve(Staging.ANSWERS));
        assertEquals(List.of("127.0.0.1:5702"), found());
        assertFalse(self.isLost());
    }

    private void answer(JoinAnswer answer) throws IOException {
        Path folder = Files.createDirectories(staging.resolve(Staging.RENDEZVOUS));
        Files.write(folder.resolve(Staging.ANSWERS),
                Json.write(new FolderAnswers(1, Map.of("c0", new FolderAnswers.Answer(0, answer)))));
    }

    private List<String> found() {
        List<String> addresses = new ArrayList<>();
        for (DiscoveryNode node : discovery.discoverNodes()) {
            addresses.add(node.getPublicAddress().getHost() + ":" + node.getPublicAddress().getPort());
        }
        return addresses;
    }
}
