package org.beliefgrid.yarn.client;

import java.io.IOException;
import java.net.URI;
import java.security.PrivilegedExceptionAction;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.security.token.TokenIdentifier;
import org.apache.hadoop.security.token.delegation.AbstractDelegationTokenIdentifier;
import org.beliefgrid.yarn.spec.ApplicationSecret;

/** Where someone has a ticket: obtains what an application's containers get, and writes it into a file, as YARN does. */
public final class SecureSubmission {
    private static final String REALM = "@EXAMPLE.COM";
    private static final long PATIENCE_SECONDS = 120;

    private SecureSubmission() {
    }

    /** Arguments: the keytab of all principals, and the file to write. */
    public static void main(String[] arguments) throws Exception {
        HadoopSettings settings = HadoopSettings.read(System.getenv("HADOOP_CONF_DIR"));
        UserGroupInformation.loginUserFromKeytabAndReturnUGI("hdfs/localhost" + REALM, arguments[0])
                .doAs((PrivilegedExceptionAction<Void>) () -> prepare(settings));
        UserGroupInformation.loginUserFromKeytab("someone" + REALM, arguments[0]);
        try (FileSystem home = settings.fileSystem()) {
            Credentials credentials = Tokens.of(ApplicationSecret.random(), settings.configuration(), home,
                    Set.of(URI.create(home.getUri().toString())));
            for (Token<? extends TokenIdentifier> token : credentials.getAllTokens()) {
                AbstractDelegationTokenIdentifier of = (AbstractDelegationTokenIdentifier) token.decodeIdentifier();
                System.out.printf("token %s of %s, renewed by %s%n", token.getKind(), of.getUser().getShortUserName(),
                        of.getRenewer());
            }
            credentials.writeTokenStorageFile(new Path("file:" + arguments[1]), settings.configuration());
        }
    }

    /** As the operator: waits for the storage, and gives someone a home. */
    private static Void prepare(HadoopSettings settings) throws IOException, InterruptedException {
        try (FileSystem files = settings.fileSystem()) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (((DistributedFileSystem) files).getDataNodeStats().length == 0 && System.nanoTime() < end) {
                Thread.sleep(50);
            }
            files.mkdirs(new Path("/user/someone"));
            files.setOwner(new Path("/user/someone"), "someone", "someone");
        }
        return null;
    }
}
