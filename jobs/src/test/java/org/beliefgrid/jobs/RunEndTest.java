package org.beliefgrid.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.hazelcast.jet.JetException;
import com.hazelcast.jet.Job;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.beliefgrid.grid.RunRecord;
import org.beliefgrid.grid.RunRecord.Status;
import org.junit.jupiter.api.Test;

/** The end of a run whose job's end is told by members that may have been given up. */
class RunEndTest {
    private static final Throwable FENCED = new JetException("org.beliefgrid.grid.FencedException: generation 1 is over");

    private final List<String> waitedFor = new ArrayList<>();
    private final Deque<Status> records = new ArrayDeque<>();
    private final Deque<Job> others = new ArrayDeque<>();

    /** A job that can be waited for only. */
    private Job job(String name, RuntimeException end) {
        Class<?>[] types = {Job.class};
        return (Job) Proxy.newProxyInstance(Job.class.getClassLoader(), types, (job, method, arguments) -> {
            assertEquals("join", method.getName());
            waitedFor.add(name);
            if (end != null) {
                throw end;
            }
            return null;
        });
    }

    private RunEnd.End endOf(Job job) {
        return new RunEnd(failure -> {
            RunRecord first = RunRecord.first("r", "d", "p", RunRecord.ANY_KERNEL, 32, 1);
            return new RunRecord(first.name(), first.incarnation(), first.dataset(), first.plan(), first.kernel(), 32, 1, 0, 0,
                    0, 0, records.remove(), "");
        }, () -> Optional.ofNullable(others.poll())).of(job);
    }

    @Test
    void whatAMemberThatWasGivenUpTellsIsNotTheEnd() {
        records.addAll(List.of(Status.RUNNING, Status.FINISHED));
        others.add(job("started again", null));
        RunEnd.End end = endOf(job("of the member that woke", new CompletionException(FENCED)));
        assertEquals(Status.FINISHED, end.record().status());
        assertNull(end.failure());
        assertEquals(List.of("of the member that woke", "started again"), waitedFor);
    }

    @Test
    void withoutAJobThatGoesOnItIs() {
        records.add(Status.RUNNING);
        RunEnd.End end = endOf(job("the only one", new CompletionException(FENCED)));
        assertEquals(Status.RUNNING, end.record().status());
        assertSame(FENCED, end.failure());
    }

    @Test
    void whatTheRecordSaysIsTheEndEvenIfAJobOfItsNameGoesOn() {
        for (Status status : List.of(Status.FINISHED, Status.FAILED, Status.DIVERGED, Status.REFUSED)) {
            records.add(status);
            others.add(job("another", null));
            assertEquals(status, endOf(job("the only one", null)).record().status());
        }
        assertEquals(List.of("the only one", "the only one", "the only one", "the only one"), waitedFor);
    }

    @Test
    void whoCancelsIsNotKeptWaiting() {
        others.add(job("another", null));
        assertThrows(CancellationException.class, () -> endOf(job("the only one", new CancellationException())));
        assertEquals(List.of("the only one"), waitedFor);
    }

    @Test
    void aJobThatFailsAgainAndAgainEndsIt() {
        for (int end = 0; end < 100; end++) {
            records.add(Status.RUNNING);
            others.add(job("again", new CompletionException(FENCED)));
        }
        assertSame(FENCED, endOf(job("first", new CompletionException(FENCED))).failure());
        assertEquals(10, waitedFor.size());
    }
}
