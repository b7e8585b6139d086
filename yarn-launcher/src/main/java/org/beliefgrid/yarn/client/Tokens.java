package org.beliefgrid.yarn.client;

import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.client.util.YarnClientUtils;
import org.beliefgrid.yarn.spec.ApplicationSecret;

/**
 * What the application's containers prove themselves with: its secret, and tokens for the file systems where security is on.
 */
final class Tokens {
    private Tokens() {
    }

    /**
     * Credentials of an application.
     *
     * @param home the cluster's file system
     * @param others places of data and models, which may be on other file systems
     */
    static Credentials of(ApplicationSecret secret, Configuration configuration, FileSystem home,
            Set<URI> others) throws IOException {
        Credentials credentials = new Credentials();
        secret.addTo(credentials);
        if (UserGroupInformation.isSecurityEnabled()) {
            String renewer = YarnClientUtils.getRmPrincipal(configuration);
            home.addDelegationTokens(renewer, credentials);
            for (URI other : others) {
                try (FileSystem files = FileSystem.newInstance(other, configuration)) {
                    files.addDelegationTokens(renewer, credentials);
                }
            }
        }
        return credentials;
    }
}
