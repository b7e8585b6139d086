package org.beliefgrid.cli;

import java.io.IOException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.NewFile;

/** A file that an option names for what comes of a command. */
final class OutputFile {
    private OutputFile() {
    }

    /**
     * Refuses a file that cannot be written, before the work whose result it is for. Only folders on the way are made.
     *
     * @param option that names it
     * @param file null if the option was not given
     * @throws InvalidConfigException if it cannot be written
     */
    static void requireWritable(String option, String file) {
        if (file == null) {
            return;
        }
        try {
            Location location = Location.of(file);
            if (location.isFolder()) {
                throw new IOException("it is a folder");
            }
            try (NewFile probe = location.create()) {
                probe.content().write(new byte[0]);
            }
        } catch (IOException e) {
            throw unwritable(option, file, e);
        }
    }

    /** @throws InvalidConfigException if it cannot be written */
    static void write(String option, Location file, byte[] content) {
        try {
            file.writeAtomically(out -> out.write(content));
        } catch (IOException e) {
            throw unwritable(option, file.toString(), e);
        }
    }

    private static InvalidConfigException unwritable(String option, String file, IOException why) {
        return new InvalidConfigException(option + " " + file + ": cannot be written: " + why.getMessage());
    }
}
