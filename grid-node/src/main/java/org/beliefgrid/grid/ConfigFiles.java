package org.beliefgrid.grid;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beliefgrid.error.InvalidConfigException;

/**
 * The files that an operator edits: in the folder that the system property {@code beliefgrid.config} names, or else as they
 * were when the project was built, from the class path.
 */
public final class ConfigFiles {
    private static final String FOLDER_PROPERTY = "beliefgrid.config";
    private static final String RESOURCES = "/org/beliefgrid/config/";

    private ConfigFiles() {
    }

    /**
     * Opens a file.
     *
     * @param name path below the folder, such as {@code hazelcast.yaml} or {@code presets/quickstart.yaml}
     * @throws InvalidConfigException if there is no such file
     */
    public static InputStream open(String name) throws IOException {
        String folder = System.getProperty(FOLDER_PROPERTY);
        if (folder != null) {
            Path file = Path.of(folder, name);
            if (!Files.isRegularFile(file)) {
                throw new InvalidConfigException(file + ": no such file");
            }
            return Files.newInputStream(file);
        }
        InputStream resource = ConfigFiles.class.getResourceAsStream(RESOURCES + name);
        if (resource == null) {
            throw new InvalidConfigException("config/" + name + ": no such file");
        }
        return resource;
    }
}
