package org.beliefgrid.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.CorruptModelException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.model.Model;

/**
 * A folder of models, on a local disk or on any file system that Hadoop knows. A model of the name {@code digits} is the file
 * {@code digits.dbn} (see {@link ModelFile}). Beside the models, {@code runs} has what runs leave (see {@link RunStore}).
 *
 * <p>Names are 1 to 100 of the characters A-Z a-z 0-9 . _ - and do not begin with a dot.
 */
public final class ModelStore {
    private static final Pattern NAME = Pattern.compile("(?!\\.)[A-Za-z0-9._-]{1,100}");
    private static final String ENDING = ".dbn";
    private static final int MOST_NAMES_SHOWN = 20;

    private final Location folder;

    private ModelStore(Location folder) {
        this.folder = folder;
    }

    /** The store in a folder, which need not exist yet. */
    public static ModelStore at(Location folder) {
        return new ModelStore(folder);
    }

    /**
     * Saves a model, in place of the one that had its name. The old one stays if this fails.
     *
     * @param model not modified
     * @return its file
     * @throws InvalidConfigException if the name is not one for a model
     * @throws TrainingDivergedException if a parameter is not finite
     * @throws IOException if the file cannot be written
     */
    public Location save(String name, Model model) throws IOException {
        Location file = location(name);
        file.writeAtomically(out -> ModelFile.write(model, out));
        return file;
    }

    /**
     * Makes the folder if there is none, and sees whether files can be made in it.
     *
     * @throws IOException if they cannot
     */
    public void requireWritable() throws IOException {
        Location probe = folder.child(".probe-" + UUID.randomUUID());
        probe.createExclusively(new byte[0]);
        probe.delete();
    }

    /**
     * Loads a model.
     *
     * @throws InvalidConfigException if the name is not one for a model
     * @throws CorruptModelException if there is no such model, or its file is not what it should be
     * @throws BadInputException if the file system cannot be reached
     */
    public Model load(String name) throws IOException {
        Location file = location(name);
        if (!file.exists()) {
            throw new CorruptModelException(file + ": no such model; " + whatIsThere());
        }
        try (InputStream in = file.open()) {
            return ModelFile.read(file.toString(), in);
        }
    }

    private String whatIsThere() throws IOException {
        List<String> names = names();
        if (names.isEmpty()) {
            return "there are none in " + folder;
        }
        String shown = String.join(", ", names.subList(0, Math.min(MOST_NAMES_SHOWN, names.size())));
        return "there are " + shown + (names.size() > MOST_NAMES_SHOWN ? ", ..." : "");
    }

    /**
     * Names of the models that are there, sorted.
     *
     * @throws BadInputException if the file system cannot be reached
     */
    public List<String> names() throws IOException {
        return folder.list().stream()
                .map(Location::name)
                .filter(file -> file.endsWith(ENDING))
                .map(file -> file.substring(0, file.length() - ENDING.length()))
                .filter(name -> NAME.matcher(name).matches())
                .sorted()
                .toList();
    }

    /**
     * The file of a model, whether it is there or not.
     *
     * @throws InvalidConfigException if the name is not one for a model
     */
    public Location location(String name) {
        requireName("model", name);
        return folder.child(name + ENDING);
    }

    private static void requireName(String kind, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidConfigException(("name of a %s must be 1 to 100 of A-Z a-z 0-9 . _ - and not begin with a dot, "
                    + "was \"%s\"").formatted(kind, name.replaceAll("\\s", " ")));
        }
    }
}
