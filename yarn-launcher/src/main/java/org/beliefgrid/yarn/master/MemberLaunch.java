package org.beliefgrid.yarn.master;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.security.token.TokenIdentifier;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;
import org.beliefgrid.yarn.spec.ApplicationSpec;
import org.beliefgrid.yarn.spec.JavaCommand;
import org.beliefgrid.yarn.spec.LocalFile;
import org.beliefgrid.yarn.spec.Staging;

/** What a member's container starts with. */
final class MemberLaunch {
    private final ApplicationSpec spec;
    private final byte[] tokens;
    private final Map<String, LocalResource> files = new HashMap<>();

    /**
     * For all members.
     *
     * @param own credentials of the master; its token for the resource manager is not handed on
     */
    MemberLaunch(ApplicationSpec spec, Credentials own) throws IOException {
        this.spec = spec;
        tokens = withoutMasterToken(own);
        for (LocalFile file : spec.files().local()) {
            files.put(file.name(), file.resource());
        }
    }

    private static byte[] withoutMasterToken(Credentials own) throws IOException {
        Credentials credentials = new Credentials(own);
        for (Iterator<Token<? extends TokenIdentifier>> all = credentials.getAllTokens().iterator(); all.hasNext();) {
            if (all.next().getKind().equals(AMRMTokenIdentifier.KIND_NAME)) {
                all.remove();
            }
        }
        try (DataOutputBuffer out = new DataOutputBuffer()) {
            credentials.writeTokenStorageToStream(out);
            return Arrays.copyOf(out.getData(), out.getLength());
        }
    }

    ContainerLaunchContext context(int slot) {
        Map<String, String> environment = JavaCommand.environment(spec);
        environment.put(Staging.SLOT_VARIABLE, String.valueOf(slot));
        return ContainerLaunchContext.newInstance(files, environment, JavaCommand.member(spec.members().size()), null,
                ByteBuffer.wrap(tokens), null);
    }
}
