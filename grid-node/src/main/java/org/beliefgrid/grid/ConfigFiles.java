package org.beliefgrid.grid;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.beliefgrid.error.InvalidConfigException;

/**
 * The files that an operator edits: in the folder that the system property {@code beliefgrid.config} names, or else as they
 * were when the project was built, from the class path.
 */
public final class ConfigFiles {
    private static final String FOLDER_PROPERTY = "beliefgrid.config";
    private static final String ENDING = ".yaml";
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

    /**
     * Names of the YAML files of a folder without their ending, in alphabetical order; none if the files are those of the class
     * path, which cannot be listed.
     *
     * @param folder below that of the files, such as {@code presets}
     */
    public static List<String> names(String folder) throws IOException {
        String all = System.getProperty(FOLDER_PROPERTY);
        if (all == null || !Files.isDirectory(Path.of(all, folder))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(Path.of(all, folder))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length())).sorted().toList();
        }
    }
}
