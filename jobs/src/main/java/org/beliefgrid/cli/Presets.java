package org.beliefgrid.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.ConfigFiles;
import org.beliefgrid.model.PlanList.Preset;
import org.beliefgrid.store.Location;

/** Training plans by name, from {@code config/presets}, or by file. */
final class Presets {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

    private Presets() {
    }

    /**
     * A preset.
     *
     * @param preset its name, or a file
     * @param where what names it, for messages, such as {@code --preset}
     * @throws InvalidConfigException if there is no such preset or file
     */
    static Preset read(String preset, String where) {
        return read("presets", preset, where);
    }

    /**
     * A file of another folder of {@code config}, by name, or any file.
     *
     * @param folder in {@code config}
     * @param file its name without its ending, or a file
     * @param where what names it, for messages
     * @throws InvalidConfigException if there is no such file
     */
    static Preset read(String folder, String file, String where) {
        try {
            if (NAME.matcher(file).matches()) {
                String name = folder + "/" + file + ".yaml";
                try (InputStream in = open(folder, name, where)) {
                    return new Preset("config/" + name, text(in));
                }
            }
            try (InputStream in = Location.of(file).open()) {
                return new Preset(file, text(in));
            }
        } catch (BadInputException e) {
            throw new InvalidConfigException(where + " " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String folder, String name, String where) throws IOException {
        try {
            return ConfigFiles.open(name);
        } catch (InvalidConfigException e) {
            List<String> names = ConfigFiles.names(folder);
            throw new InvalidConfigException(where + " " + e.getMessage()
                    + (names.isEmpty() ? "" : "; there are " + String.join(", ", names)));
        }
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
