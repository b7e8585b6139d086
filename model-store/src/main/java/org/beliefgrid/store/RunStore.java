package org.beliefgrid.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.CorruptCheckpointException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.error.OtherVersionException;
import org.beliefgrid.model.RunState;

/**
 * What runs leave in a store, in the folder {@code runs/<run>} beside the models:
 * <ul>
 * <li>{@code run.yaml}, what the run is and how far it has come ({@link RunState}); small, and stays when the run has ended;
 * <li>{@code checkpoint-<round>}, the last two checkpoints ({@link CheckpointFile});
 * <li>{@code generation-<n>}, the marks by which a driver owns a generation of the run: of two drivers that cannot see each
 * other, as in the halves of a split grid, only one gets it, for both see the same folder.
 * </ul>
 * All but the marks are written under another name first and renamed when they are complete and on disk. Names of runs are 1 to
 * 100 of the characters A-Z a-z 0-9 . _ - and do not begin with a dot.
 */
public final class RunStore {
    private static final Pattern NAME = Pattern.compile("(?!\\.)[A-Za-z0-9._-]{1,100}");
    private static final String DESCRIPTION = "run.yaml";
    private static final Pattern MARK = Pattern.compile("generation-([0-9]{1,18})");
    private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-([0-9]{1,9})");
    private static final String TEMPORARY = ".tmp";
    private static final int KEPT = 2;

    private final Location folder;

    private RunStore(Location folder) {
        this.folder = folder;
    }

    /** The runs of the store in a folder, which need not exist yet. */
    public static RunStore at(Location store) {
        return new RunStore(store.child("runs"));
    }

    /**
     * Makes the caller the owner of a generation of a run, unless somebody is already. Of any number of callers, on any
     * machine, one becomes it.
     *
     * @param generation 0 and up
     * @return whether the caller is the owner
     * @throws InvalidConfigException if the name is not one for a run
     * @throws IOException if the mark cannot be written
     */
    public boolean claim(String run, long generation) throws IOException {
        if (generation < 0) {
            throw new IllegalArgumentException("generation must be 0 or more, was " + generation);
        }
        byte[] content = "run %s, generation %d\n".formatted(run, generation).getBytes(StandardCharsets.UTF_8);
        return of(run).child("generation-" + generation).createExclusively(content);
    }

    /** The highest generation that somebody owns; -1 if nobody owns any. */
    public long newestGeneration(String run) throws IOException {
        return of(run).list().stream().map(file -> MARK.matcher(file.name())).filter(Matcher::matches)
                .mapToLong(mark -> Long.parseLong(mark.group(1))).max().orElse(-1);
    }

    /** Writes what a run is and how far it has come, in place of what was said before. */
    public void describe(RunState run) throws IOException {
        byte[] text = run.text().getBytes(StandardCharsets.UTF_8);
        of(run.description().run()).child(DESCRIPTION).writeAtomically(out -> out.write(text));
    }

    /**
     * Writes a checkpoint, and then removes all of the run's others but the last one before it. Those of later rounds go, too:
     * the run went back behind them because they are damaged.
     */
    public void write(Checkpoint checkpoint) throws IOException {
        String run = checkpoint.run().description().run();
        int round = checkpoint.run().progress().round();
        of(run).child("checkpoint-" + round).writeAtomically(out -> CheckpointFile.write(checkpoint, out));
        List<Integer> earlier = rounds(run).stream().filter(other -> other <= round).limit(KEPT).toList();
        for (int other : rounds(run)) {
            if (!earlier.contains(other)) {
                of(run).child("checkpoint-" + other).delete();
            }
        }
        for (Location file : of(run).list()) {
            if (file.name().startsWith("checkpoint-") && file.name().endsWith(TEMPORARY)) {
                file.delete();  // of a member that was killed while it wrote
            }
        }
    }

    /** Rounds of a run's checkpoints, the last first. */
    public List<Integer> rounds(String run) throws IOException {
        return of(run).list().stream().map(file -> CHECKPOINT.matcher(file.name())).filter(Matcher::matches)
                .map(checkpoint -> Integer.parseInt(checkpoint.group(1))).sorted(Comparator.reverseOrder()).toList();
    }

    /**
     * A checkpoint.
     *
     * @throws CorruptCheckpointException if it is damaged
     * @throws OtherVersionException if this build does not read its format
     */
    public Checkpoint read(String run, int round) throws IOException {
        return CheckpointFile.read(of(run).child("checkpoint-" + round));
    }

    /**
     * What a run says of itself.
     *
     * @return empty if there is no such run
     * @throws BadInputException if its description cannot be read
     */
    public Optional<RunState> find(String run) throws IOException {
        Location file = of(run).child(DESCRIPTION);
        if (!file.exists()) {
            return Optional.empty();
        }
        try (InputStream in = file.open()) {
            return Optional.of(RunState.read(file.toString(), new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (InvalidConfigException e) {
            throw new BadInputException(e.getMessage().replace("\n", "; "), e);
        }
    }

    /** Names of all runs that say something of themselves, sorted. */
    public List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        for (Location run : folder.list()) {
            if (NAME.matcher(run.name()).matches() && run.child(DESCRIPTION).exists()) {
                names.add(run.name());
            }
        }
        return names;
    }

    /**
     * Removes marks and checkpoints of a run that has ended; what it says of itself stays. Nothing happens if there are none.
     *
     * @throws InvalidConfigException if the name is not one for a run
     * @throws IOException if something cannot be removed
     */
    public void release(String run) throws IOException {
        boolean described = false;
        for (Location file : of(run).list()) {
            if (file.name().equals(DESCRIPTION)) {
                described = true;
            } else {
                file.delete();
            }
        }
        if (!described) {
            of(run).delete();
        }
    }

    /** Removes all that there is of a run. */
    public void delete(String run) throws IOException {
        of(run).delete();
    }

    /** The folder of a run, for messages. */
    public Location of(String run) {
        if (!NAME.matcher(run).matches()) {
            throw new InvalidConfigException(("name of a run must be 1 to 100 of A-Z a-z 0-9 . _ - and not begin with a dot, "
                    + "was \"%s\"").formatted(run.replaceAll("\\s", " ")));
        }
        return folder.child(run);
    }
}
