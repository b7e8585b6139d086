package org.beliefgrid.yarn.member;

import org.beliefgrid.yarn.spec.MemberExit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of a member. It always exits. */
public final class MemberMain {
    private static final Logger LOGGER = LoggerFactory.getLogger(MemberMain.class);

    private MemberMain() {
    }

    /** Reads everything from the container's environment and the staging folder. */
    public static void main(String[] arguments) {
        int code = MemberExit.FAILED;
        try {
            code = MemberProcess.run(System.getenv());
        } catch (Throwable e) {
            // Whatever it is, this process is at its end, and says why.
            LOGGER.error("the member fails", e);
        } finally {
            // Not by way of shutdown hooks: the others take over from backups, and nothing keeps the container.
            Runtime.getRuntime().halt(code);
        }
    }
}
