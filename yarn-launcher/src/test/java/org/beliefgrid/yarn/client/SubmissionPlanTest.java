package org.beliefgrid.yarn.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.beliefgrid.yarn.spec.MetricsPage;
import org.beliefgrid.yarn.spec.Placement;
import org.beliefgrid.yarn.spec.Spread;
import org.beliefgrid.yarn.spec.Times;
import org.junit.jupiter.api.Test;

class SubmissionPlanTest {
    @Test
    void theMasterIsToldForHowManyMembersMemoryIsPlanned() {
        assertEquals(7, fewest(8, 8));
        assertEquals(3, fewest(8, 3));
        assertEquals(1, fewest(1, 1));
    }

    private static int fewest(int wanted, int least) {
        SubmitRequest request = new SubmitRequest("", List.of("grid"),
                new SubmitRequest.Members(wanted, least, Spread.NONE, OptionalInt.empty(), 1, MetricsPage.NONE),
                new Placement("default", 0, "", ""), new Times(60, 0), OptionalInt.empty());
        ContainerMemory memory = new ContainerMemory(1000, 300, 300);
        return new SubmissionPlan(request, Optional.empty(), Optional.empty(), memory, memory, 1, List.of(), List.of())
                .spec(ApplicationId.newInstance(1, 1), "hdfs:///s", "hdfs:///m", List.of()).members().fewest();
    }
}
