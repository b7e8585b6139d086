package org.beliefgrid.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
 * <li>{@code run.yaml}, what the run is and how far it has come ({@link RunFile}); small, and stays when the run has ended;
 * <li>{@code checkpoint-<round>}, the last two checkpoints of whoever wrote last ({@link CheckpointFile});
 * <li>{@code generation-<n>}, the marks by which a driver owns a generation of the run: of two drivers that cannot see each
 * other, as in the halves of a split grid, only one gets it, for both see the same folder. What else only one may get has a
 * mark of its own, in a folder like a run's.
 * </ul>
 * All but the marks are written under another name first and renamed when they are complete and on disk. Names of runs are 1 to
 * 100 of the characters A-Z a-z 0-9 . _ - and do not begin with a dot.
 */
public final class RunStore {
    private static final Pattern NAME = Pattern.compile("(?!\\.)[A-Za-z0-9._-]{1,100}");
    private static final String DESCRIPTION = "run.yaml";
    private static final Pattern MARK = Pattern.compile("generation-([0-9]{1,18})");
    private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-([0-9]{1,9})");
    private static final Pattern UNFINISHED = Pattern.compile("checkpoint-([0-9]{1,9})\\..*\\.tmp");
    private static final int KEPT = 2;
    /** For how often and how long a mark may be seen before it is complete. */
    private static final int MOST_TRIALS = 20;
    private static final long MILLIS_BETWEEN_TRIALS = 50;

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
     * @param incarnation of the run, which every grid has its own of; kept in the mark
     * @return whether the caller is the owner
     * @throws InvalidConfigException if the name is not one for a run
     * @throws IOException if the mark cannot be written
     */
    public boolean claim(String run, long generation, String incarnation) throws IOException {
        if (generation < 0) {
            throw new IllegalArgumentException("generation must be 0 or more, was " + generation);
        }
        return of(run).child("generation-" + generation).createExclusively(mark(run, generation, incarnation));
    }

    private static byte[] mark(String run, long generation, String incarnation) {
        return "run %s, generation %d, incarnation %s\n".formatted(run, generation,
                incarnation).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Whether a generation belongs to some driver of an incarnation. A mark that its owner has not written to its end, after
     * some waiting, counts as that of the incarnation; one that is not there belongs to nobody.
     */
    public boolean isClaimedBy(String run, long generation, String incarnation) throws IOException {
        Location file = of(run).child("generation-" + generation);
        byte[] expected = mark(run, generation, incarnation);
        for (int trial = 0; trial < MOST_TRIALS; trial++) {
            if (!file.exists()) {
                return false;
            }
            byte[] found;
            try (InputStream in = file.open()) {
                found = in.readAllBytes();
            }
            if (found.length > 0 && found[found.length - 1] == '\n') {
                return Arrays.equals(found, expected);
            }
            try {
                Thread.sleep(MILLIS_BETWEEN_TRIALS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("reading " + file);
            }
        }
        return true;
    }

    /** The highest generation that somebody owns; -1 if nobody owns any. */
    public long newestGeneration(String run) throws IOException {
        return of(run).list().stream().map(file -> MARK.matcher(file.name())).filter(Matcher::matches)
                .mapToLong(mark -> Long.parseLong(mark.group(1))).max().orElse(-1);
    }

    /** Writes what a run is and how far it has come, in place of what was said before. */
    public void describe(RunState run) throws IOException {
        byte[] content = RunFile.bytes(run);
        of(run.description().run()).child(DESCRIPTION).writeAtomically(out -> out.write(content));
    }

    /**
     * Writes a checkpoint, and then removes those before it but the last one, and what killed writers left of them. Those of
     * later rounds stay: the run went back behind them because they are damaged, and writes them again when it gets there, or
     * somebody else has come farther.
     */
    public void write(Checkpoint checkpoint) throws IOException {
        String run = checkpoint.run().description().run();
        int round = checkpoint.run().progress().round();
        of(run).child("checkpoint-" + round).writeAtomically(out -> CheckpointFile.write(checkpoint, out));
        for (int old : rounds(run).stream().filter(other -> other <= round).skip(KEPT).toList()) {
            of(run).child("checkpoint-" + old).delete();
        }
        for (Location file : of(run).list()) {
            Matcher unfinished = UNFINISHED.matcher(file.name());
            if (unfinished.matches() && Integer.parseInt(unfinished.group(1)) <= round) {
                file.delete();
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
     * @throws BadInputException if its description is damaged or cannot be read
     * @throws OtherVersionException if this build does not read its description's format
     */
    public Optional<RunState> find(String run) throws IOException {
        Location file = of(run).child(DESCRIPTION);
        return file.exists() ? Optional.of(RunFile.read(file)) : Optional.empty();
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
