package org.beliefgrid.yarn.master;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of the application master. It always exits: a thread that is left over must not keep the application from its
 * end.
 */
public final class MasterMain {
    private static final int FAILED = 1;
    private static final Logger LOGGER = LoggerFactory.getLogger(MasterMain.class);

    private MasterMain() {
    }

    /** Reads everything from the container's environment and the staging folder. */
    public static void main(String[] arguments) {
        int code = FAILED;
        try {
            code = MasterProcess.run(System.getenv());
        } catch (Throwable e) {
            // Whatever it is, this process is at its end, and says why.
            LOGGER.error("the application master fails", e);
        } finally {
            Runtime.getRuntime().halt(code);
        }
    }
}
