package org.beliefgrid.jobs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.MemberLeftException;
import com.hazelcast.jet.JetException;
import com.hazelcast.jet.RestartableException;
import com.hazelcast.jet.core.TopologyChangedException;
import com.hazelcast.jet.impl.exception.ExecutionNotFoundException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Which ends of a job come from a member that left: what Jet hands on, and the same as text inside a failure of Jet's. */
class JobEndTest {
    private static boolean isOfMember(Throwable cause) {
        return JobEnd.isOfMemberThatLeft(new CompletionException(cause));
    }

    @Test
    void whatJetStartsJobsAgainForIsAMemberThatLeft() {
        for (Throwable cause : List.of(new TopologyChangedException("a member"), new MemberLeftException("a member"),
                new TargetNotMemberException("a member"), new HazelcastInstanceNotActiveException(),
                new RestartableException("a map"))) {
            assertTrue(isOfMember(cause), cause.toString());
            assertTrue(isOfMember(new JetException("Vertex cases: " + cause)), cause.toString());
        }
    }

    /** As it came when a member left while the job was started. */
    @Test
    void anExecutionThatIsGoneBeforeItBeginsIsOne() {
        assertTrue(isOfMember(new ExecutionNotFoundException("job 1060-dab9-f500-0002, execution 1060-daba-0240-0001 not found "
                + "for coordinator [127.0.0.1]:45459 for 'StartExecutionOperation'")));
    }

    @Test
    void otherFailuresAreNot() {
        assertFalse(isOfMember(new IllegalStateException("dataset a: 3 shards came, expected 4")));
        assertFalse(isOfMember(new JetException("java.io.IOException: no such file")));
        assertFalse(isOfMember(null));
    }
}
