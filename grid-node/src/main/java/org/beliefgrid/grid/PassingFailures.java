package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.query.QueryException;
import com.hazelcast.spi.exception.RetryableException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;

/** Tells what goes wrong because members come and go from what goes wrong on good members: the first passes by itself. */
final class PassingFailures {
    private static final int DEEPEST_CAUSE = 10;

    private PassingFailures() {
    }

    /** Whether a failure says that a member left, ends, cannot be reached or moves its partitions. */
    static boolean includes(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (isPassing(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isPassing(Throwable failure) {
        return failure instanceof RetryableException  // member left, not a member, wrong owner, migrating
                || failure instanceof HazelcastInstanceNotActiveException
                || failure instanceof IndeterminateOperationStateException
                || failure instanceof OperationTimeoutException
                || failure instanceof QueryException  // partitions that an aggregation could not reach
                || failure instanceof LostUpdateException
                || failure instanceof RejectedExecutionException  // the executor of a member that ends
                || failure instanceof CancellationException
                || failure instanceof InterruptedException;
    }
}
