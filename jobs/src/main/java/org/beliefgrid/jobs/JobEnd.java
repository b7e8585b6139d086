package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.core.JobNotFoundException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.GridUnavailableException;

/** How a Jet job ended, told as this project's exceptions. */
public final class JobEnd {
    /** Jet hands on what a processor threw as text. */
    private static final Pattern BAD_INPUT = Pattern.compile("org\\.beliefgrid\\.error\\.(?:BadInput|CorruptModel|OtherVersion)"
            + "Exception: ([^\n]*)");
    /**
     * What Jet itself would start a job again for, and one failure that it would not: when a member leaves between the two steps
     * of a start, those that stay may drop the execution before they are told to begin it, and then do not find it.
     */
    private static final Pattern MEMBER_LEFT = Pattern.compile("TopologyChanged|MemberLeft|TargetNotMember|RestartableException|"
            + "InstanceNotActive|ExecutionNotFound|scores already");

    private JobEnd() {
    }

    /**
     * Waits for the end.
     *
     * @throws BadInputException if a row, the source or the model cannot be used
     * @throws CancellationException if the job was cancelled
     * @throws GridUnavailableException if the grid went away
     * @throws IllegalStateException if it failed in another way
     */
    public static void await(HazelcastInstance grid, Job job) throws BadInputException {
        try {
            job.join();
        } catch (CancellationException e) {
            throw e;
        } catch (CompletionException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                Matcher bad = BAD_INPUT.matcher(cause.toString());
                if (bad.find()) {
                    throw new BadInputException(bad.group(1), e);
                }
            }
            if (!grid.getLifecycleService().isRunning() || isOfMemberThatLeft(e)) {
                throw new GridUnavailableException("a member went away during " + job.getName(), e);
            }
            throw new IllegalStateException(job.getName() + " failed: " + e.getCause().getMessage(), e);
        }
    }

    /** Whether a job failed because a member went away, as Jet tells it. */
    static boolean isOfMemberThatLeft(CompletionException end) {
        return MEMBER_LEFT.matcher(String.valueOf(end.getCause())).find();
    }

    /** Whether a job has begun and not ended. */
    static boolean goesOn(Job job) {
        try {
            return job != null && !job.getStatus().isTerminal();
        } catch (JobNotFoundException e) {
            return false;  // forgotten since it was found
        }
    }

    /** Ends a job, if it has not ended, and waits until it has; it may have been lost with its coordinator. */
    static void end(Job job) {
        try {
            job.cancel();
            job.join();
        } catch (CompletionException | IllegalStateException e) {
            // Cancelled, as asked, or ended before.
        }
    }

    /** Ends a job, if it has not ended. */
    public static void cancel(Job job) {
        try {
            job.cancel();
        } catch (IllegalStateException e) {
            // It had already ended.
        }
    }
}
