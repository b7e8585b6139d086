package org.beliefgrid.yarn.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.beliefgrid.store.Location;

/** Where nobody has a ticket, as in a container: writes a file and reads it, by whatever tokens the environment names. */
public final class SecureStorage {
    private SecureStorage() {
    }

    /** Argument: the file. */
    public static void main(String[] arguments) throws IOException {
        Location file = Location.of(arguments[0]);
        file.writeAtomically(out -> out.write("what was written".getBytes(StandardCharsets.UTF_8)));
        try (InputStream in = file.open()) {
            System.out.println("read " + new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        Path path = new Path(arguments[0]);
        try (FileSystem files = FileSystem.newInstance(path.toUri(), new Configuration())) {
            System.out.println("its owner is " + files.getFileStatus(path).getOwner());
        }
    }
}
