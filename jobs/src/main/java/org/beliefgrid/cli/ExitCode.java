package org.beliefgrid.cli;

import com.hazelcast.client.HazelcastClientNotActiveException;
import com.hazelcast.client.HazelcastClientOfflineException;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.spi.exception.TargetDisconnectedException;
import java.util.concurrent.CancellationException;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.GridUnavailableException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.error.UnwritableStoreException;

/** Exit codes of the process: who has to act. The YARN commands' own codes start at 20. */
public final class ExitCode {
    /** All done. */
    public static final int DONE = 0;
    /** Our own fault. */
    public static final int INTERNAL = 1;
    /** Wrong usage or settings. */
    public static final int USAGE = 2;
    /** Input data or a model file that cannot be used. */
    public static final int BAD_INPUT = 3;
    /** Training left the finite numbers. */
    public static final int DIVERGED = 4;
    /** No grid, or it went away, or the model store cannot be written. */
    public static final int GRID_UNAVAILABLE = 5;
    /** {@code monitor} found that a model should be trained again. */
    public static final int RETRAIN = 6;
    /** Stopped by Ctrl-C. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {
    }

    /** The exit code for a failure. */
    public static int of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            int code = ofOne(cause);
            if (code != INTERNAL) {
                return code;
            }
        }
        return INTERNAL;
    }

    private static int ofOne(Throwable failure) {
        if (failure instanceof CommandFailure ended) {
            return ended.exitCode();
        }
        if (failure instanceof InvalidConfigException) {
            return USAGE;
        }
        if (failure instanceof BadInputException) {
            return BAD_INPUT;
        }
        if (failure instanceof TrainingDivergedException) {
            return DIVERGED;
        }
        if (failure instanceof GridUnavailableException || failure instanceof HazelcastInstanceNotActiveException
                || failure instanceof HazelcastClientNotActiveException || failure instanceof HazelcastClientOfflineException
                || failure instanceof TargetDisconnectedException || failure instanceof UnwritableStoreException) {
            return GRID_UNAVAILABLE;
        }
        return failure instanceof CancellationException || failure instanceof InterruptedException ? INTERRUPTED : INTERNAL;
    }
}
