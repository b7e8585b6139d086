package org.beliefgrid.yarn.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.beliefgrid.yarn.client.ClusterCheck.Wanted;
import org.beliefgrid.yarn.client.ClusterFacts.Node;
import org.beliefgrid.yarn.client.ClusterFacts.Queue;
import org.junit.jupiter.api.Test;

class ClusterCheckTest {
    private static final ContainerMemory MEMBER = new ContainerMemory(1024, 512, 128);
    private static final ContainerMemory MASTER = new ContainerMemory(768, 256, 64);
    private static final Queue DEFAULT = new Queue("default", "root.default", true, 1, true);

    private static Node node(int number, int mb) {
        return new Node("node" + number + ":8041", true, "RUNNING", "", mb, 0, 4, Set.of());
    }

    private static ClusterFacts facts(List<Queue> queues, Node... nodes) {
        return new ClusterFacts(128, 4096, 4, List.of(nodes), queues, Set.of("fast"));
    }

    private static Wanted wanted(String queue, String label, int members, int least, boolean strict) {
        return new Wanted(queue, label, members, least, strict, MEMBER, MASTER, 1);
    }

    private static String refused(ClusterFacts facts, Wanted wanted) {
        RefusedException failure = assertThrows(RefusedException.class, () -> new ClusterCheck(facts, wanted).check());
        assertEquals(1, failure.getMessage().lines().count(), failure::getMessage);
        return failure.getMessage();
    }

    @Test
    void whatFitsIsLetThrough() {
        assertEquals(List.of(), new ClusterCheck(facts(List.of(DEFAULT), node(1, 4096), node(2, 4096)),
                wanted("default", "", 2, 2, true)).check());
    }

    @Test
    void queuesThatCannotBeUsedAreNamed() {
        List<Queue> queues = new ArrayList<>(List.of(DEFAULT, new Queue("off", "root.off", false, 1, true),
                new Queue("theirs", "root.theirs", true, 1, false), new Queue("small", "root.small", true, 0.1, true)));
        ClusterFacts facts = facts(queues, node(1, 4096));
        assertTrue(refused(facts, wanted("nope", "", 1, 1, false)).contains("no queue \"nope\""));
        assertTrue(refused(facts, wanted("off", "", 1, 1, false)).contains("root.off is stopped"));
        assertTrue(refused(facts, wanted("theirs", "", 1, 1, false)).contains("may not submit to the queue root.theirs"));
        assertTrue(refused(facts, wanted("small", "", 1, 1, false)).contains("may use at most 10 %"));
        assertTrue(refused(facts, wanted("nope", "", 1, 1, false)).contains("default, small"));
    }

    @Test
    void theMastersRoomIsCounted() {
        ClusterFacts facts = facts(List.of(DEFAULT), node(1, 4096));
        assertEquals(List.of(), new ClusterCheck(facts, wanted("default", "", 3, 3, false)).check());
        assertTrue(refused(facts, wanted("default", "", 4, 4, false)).contains("room for 3 of 4 members"));
        assertTrue(new ClusterCheck(facts, wanted("default", "", 4, 3, false)).check().get(0).contains("begins with 3"));
    }

    @Test
    void strictSpreadNeedsANodeForEachMember() {
        assertTrue(refused(facts(List.of(DEFAULT), node(1, 4096), node(2, 4096)), wanted("default", "", 3, 3, true))
                .contains("3 members need 3 nodes, and the cluster has 2"));
    }

    @Test
    void nodesThatAreNotHealthyAreToldOf() {
        Node sick = new Node("node2:8041", false, "UNHEALTHY", "1/1 local-dirs are bad", 0, 0, 0, Set.of());
        assertTrue(refused(facts(List.of(DEFAULT), sick), wanted("default", "", 1, 1, false))
                .contains("1/1 local-dirs are bad"));
    }

    @Test
    void labelsMustExistAndHaveNodes() {
        ClusterFacts facts = facts(List.of(DEFAULT), node(1, 4096));
        assertTrue(refused(facts, wanted("default", "slow", 1, 1, false)).contains("Its labels: fast"));
        assertTrue(refused(facts, wanted("default", "fast", 1, 1, false)).contains("No node with the label fast"));
    }
}
