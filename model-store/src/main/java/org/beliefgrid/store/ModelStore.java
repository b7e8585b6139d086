package org.beliefgrid.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.CorruptModelException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.error.TrainingDivergedException;
import org.beliefgrid.error.UnwritableStoreException;
import org.beliefgrid.model.Learned;
import org.beliefgrid.model.Model;

/**
 * A folder of models, on a local disk or on any file system that Hadoop knows. Each model is a folder of its name that holds
 * its versions ({@link ModelVersions}): {@code digits/3.dbn} is version 3 of {@code digits}. Beside the models, {@code runs}
 * has what runs leave (see {@link RunStore}).
 *
 * <p>Names are 1 to 100 of the characters A-Z a-z 0-9 . _ - and do not begin with a dot; {@code runs}, {@code tune} and
 * {@code reproduce} and {@code backtest} are no names of models. A version is referred to as {@code NAME@N}, {@code
 * NAME@latest} (the newest), or
 * {@code NAME}: the promoted one, or the newest if none is promoted.
 */
public final class ModelStore {
    private static final Pattern NAME = Pattern.compile("(?!\\.)[A-Za-z0-9._-]{1,100}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
    private static final Set<String> RESERVED = Set.of("runs", "tune", "reproduce", "backtest");
    private static final String LATEST = "latest";
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
     * Saves a model as a new version of that name.
     *
     * @param model not modified
     * @throws InvalidConfigException if the name is not one for a model
     * @throws TrainingDivergedException if a parameter is not finite
     * @throws BadInputException if a model of that name was saved before there were versions, and not moved since
     * @throws UnwritableStoreException if the file cannot be written; nothing has changed then
     */
    public ModelVersion save(String name, Learned model) throws IOException {
        return versions(name).add(model);
    }

    /**
     * Makes the folder if there is none, and sees whether files can be made in it.
     *
     * @throws UnwritableStoreException if they cannot
     */
    public void requireWritable() throws IOException {
        Location probe = folder.child(".probe-" + UUID.randomUUID());
        StoreChange.in(folder, () -> probe.createExclusively(new byte[0]));
        StoreChange.delete(probe);
    }

    /**
     * Loads a model.
     *
     * @param reference {@code NAME}, {@code NAME@N} or {@code NAME@latest}
     * @throws InvalidConfigException if the reference is none
     * @throws BadInputException if there is no such model, its file is not what it should be ({@link ModelFile#read}), or the
     *     file system cannot be reached
     */
    public Model load(String reference) throws IOException {
        return ModelVersions.load(find(reference));
    }

    /**
     * The version that is meant.
     *
     * @param reference {@code NAME}, {@code NAME@N} or {@code NAME@latest}
     * @throws InvalidConfigException if the reference is none
     * @throws CorruptModelException if there is no such model
     * @throws BadInputException if what is known of promotions is damaged, or the file system cannot be reached
     */
    public ModelVersion find(String reference) throws IOException {
        int at = reference.indexOf('@');
        String which = at < 0 ? "" : reference.substring(at + 1);
        if (at >= 0 && !which.equals(LATEST) && !NUMBER.matcher(which).matches()) {
            throw new InvalidConfigException("version of a model must be NAME@N with N of 1 and up, or NAME@latest, was \"%s\""
                    .formatted(reference.replaceAll("\\s", " ")));
        }
        ModelVersions versions = versions(at < 0 ? reference : reference.substring(0, at));
        Optional<ModelVersion> promoted = at < 0 ? versions.promoted() : Optional.empty();
        if (promoted.isPresent()) {
            return promoted.get();
        }
        Optional<ModelVersion> newest = versions.newest();
        if (newest.isEmpty()) {
            throw new CorruptModelException(folder.child(versions.name()) + ": no such model; " + whatIsThere());
        }
        return at < 0 || which.equals(LATEST) ? newest.get() : versions.require(Integer.parseInt(which));
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
     * Names of the models that have a version, sorted.
     *
     * @throws BadInputException if the file system cannot be reached
     */
    public List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        for (Location child : folder.list()) {
            if (isName(child.name()) && child.isFolder() && !new ModelVersions(child.name(), child).all().isEmpty()) {
                names.add(child.name());
            }
        }
        return names;
    }

    /**
     * Model files that were saved before there were versions and have to be moved, sorted.
     *
     * @throws BadInputException if the file system cannot be reached
     */
    public List<Location> withoutVersion() throws IOException {
        List<Location> found = new ArrayList<>();
        for (Location child : folder.list()) {
            if (child.name().endsWith(ENDING) && !child.isFolder()) {
                found.add(child);
            }
        }
        return found;
    }

    /**
     * The versions of a model, whether there are any or not.
     *
     * @throws InvalidConfigException if the name is not one for a model
     * @throws BadInputException if a model of that name was saved before there were versions, and not moved since
     */
    public ModelVersions versions(String name) throws IOException {
        requireName("model", name);
        if (RESERVED.contains(name)) {
            throw new InvalidConfigException(("name of a model must not be runs, tune, reproduce or backtest, was \"%s\"; "
                    + "the folder of an older model of that name can be renamed").formatted(name));
        }
        Location old = folder.child(name + ENDING);
        Location own = folder.child(name);
        ModelVersions versions = new ModelVersions(name, own);
        if (old.exists() && !old.isFolder()) {
            throw new BadInputException("%s: a model from before there were versions; %s".formatted(old,
                    versions.all().isEmpty() ? "make the folder %s and move it to %s".formatted(own, own.child(1 + ENDING))
                    : "move it away, for there are versions of this name in " + own));
        }
        return versions;
    }

    private static boolean isName(String name) {
        return NAME.matcher(name).matches() && !RESERVED.contains(name);
    }

    private static void requireName(String kind, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidConfigException(("name of a %s must be 1 to 100 of A-Z a-z 0-9 . _ - and not begin with a dot, "
                    + "was \"%s\"").formatted(kind, name.replaceAll("\\s", " ")));
        }
    }
}
