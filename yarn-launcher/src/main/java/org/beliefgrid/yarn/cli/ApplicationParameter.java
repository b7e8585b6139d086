package org.beliefgrid.yarn.cli;

import java.io.IOException;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import picocli.CommandLine.Parameters;

/** Which application. */
final class ApplicationParameter {
    @Parameters(arity = "0..1", paramLabel = "APPLICATION",
            description = "id of the application (default: the only one that you have)")
    private String id;

    ApplicationId resolve(Session session) throws IOException {
        return session.applications().resolve(id);
    }
}
