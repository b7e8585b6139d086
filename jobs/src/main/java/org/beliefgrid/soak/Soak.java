package org.beliefgrid.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beliefgrid.math.CounterStream;
import org.beliefgrid.math.CounterStream.Purpose;
import org.beliefgrid.process.MemberProcess;
import org.beliefgrid.process.ProgramProcess;
import org.beliefgrid.process.ProgramProcess.Line;
import org.beliefgrid.process.ProgramProcesses;
import org.beliefgrid.soak.RunResult.Verdict;
import org.beliefgrid.soak.Timeline.Milestone;

/**
 * Trainings of one plan in grids of real processes, struck at random moments. Moments are drawn uniformly from the time that an
 * undisturbed run takes, and found again by what the training prints: a faster or slower run is struck in the same place.
 * A grid that has lost a member gets a new one and serves the next run; one in which a run failed is given up.
 */
public final class Soak implements AutoCloseable {
    private static final String SHA = "modelSha256 ";
    private static final Pattern RUN = Pattern.compile("^run ([A-Za-z0-9._-]*[A-Za-z0-9])(?=\\W|$)");
    /** What a member says that was cut off and has found a grid again, or stays alone. */
    private static final String BACK = "it has started again as one of ";
    /** A run may take so many times as long as an undisturbed one, and some time more. */
    private static final double TIMES = 3;
    private static final double SECONDS_MORE = 60;
    private static final double REFERENCE_SECONDS = 600;
    private static final double THREADS_SECONDS = 2;
    /** A member that was away has so long to come back. */
    private static final double BACK_SECONDS = 30;
    private static final double LOOK_SECONDS = 0.1;
    /** Moments are drawn until a little after the last epoch. */
    private static final double BEYOND = 1.02;

    private final long seed;
    private final List<String> plan;
    private final Path folder;
    private final double mostOver;
    private final ProgramProcesses processes = new ProgramProcesses();
    private Timeline reference;
    private double referenceSeconds;
    private String sha256;
    private ProgramProcess latest;
    private SoakGrid grid;
    private Fault gridFor;
    private int grids;

    /**
     * @param seed of all moments and victims
     * @param plan options of {@code train} that say what to train
     * @param folder for all that members and trainings write
     * @param mostOver seconds above a normal epoch that the next one may take after a kill
     */
    public Soak(long seed, List<String> plan, Path folder, double mostOver) {
        this.seed = seed;
        this.mostOver = mostOver;
        this.plan = List.copyOf(plan);
        this.folder = folder;
    }

    /**
     * Trains twice undisturbed. The second time, with members that have worked before, is what the others are held against.
     *
     * @return in one line what came of it
     * @throws IllegalStateException if a training fails, or both give different models
     */
    public String measureUndisturbed() throws IOException, InterruptedException {
        SoakGrid members = grid(Fault.KILL);
        List<String> models = new ArrayList<>();
        for (int turn = 1; turn <= 2; turn++) {
            ProgramProcess training = train("undisturbed-" + turn, members);
            Optional<String> model = awaitEnd(training, REFERENCE_SECONDS) ? model(training) : Optional.empty();
            models.add(model.orElseThrow(
                    () -> new IllegalStateException("an undisturbed training failed: " + lastError(training))));
            reference = Timeline.of(training);
            referenceSeconds = seconds(training);
        }
        if (!models.get(0).equals(models.get(1))) {
            throw new IllegalStateException("two undisturbed trainings gave different models: " + String.join(", ", models));
        }
        if (reference.lastEpoch().isEmpty()) {
            throw new IllegalStateException("an undisturbed training printed no epoch");
        }
        sha256 = models.get(0);
        return String.format(Locale.ROOT, "undisturbed: %.1f s, %d epochs, model %s", referenceSeconds,
                reference.epochsUpTo(reference.lastEpoch().get().label()), sha256);
    }

    /** The grid for a fault: the one there is, or a new one. */
    private SoakGrid grid(Fault fault) throws IOException, InterruptedException {
        if (grid != null && !gridFor.sameGrid(fault)) {
            giveUpGrid();
        }
        if (grid == null) {
            gridFor = fault;
            List<String> options = new ArrayList<>(List.of("--store", store()));
            if (fault.shortHeartbeat()) {
                options.addAll(List.of("--heartbeat-limit", String.valueOf(SoakGrid.SHORT_HEARTBEAT_SECONDS)));
            }
            grids++;
            grid = new SoakGrid(processes, "grid-" + grids, folder.resolve("members"), options, fault.relayed());
            grid.start(fault.members());
        }
        return grid;
    }

    private void giveUpGrid() throws IOException, InterruptedException {
        grid.kill();
        grid = null;
    }

    private String store() {
        return folder.resolve("store").toString();
    }

    private ProgramProcess train(String name, SoakGrid members) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("train", "--model", "soak"));
        arguments.addAll(plan);
        return start(name, members, arguments);
    }

    private ProgramProcess start(String name, SoakGrid members, List<String> command) throws IOException {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of("--store", store(), "--cluster", String.join(",", members.addresses())));
        latest = processes.start(name, arguments, folder);
        return latest;
    }

    private static boolean awaitEnd(ProgramProcess training, double limitSeconds) throws InterruptedException {
        return training.awaitEnd(training.started() + (long) (limitSeconds * 1e9));
    }

    private static Optional<String> model(ProgramProcess training) {
        return training.exitCode() != 0 ? Optional.empty() : training.lines().stream().map(Line::text)
                .filter(line -> line.startsWith(SHA)).map(line -> line.substring(SHA.length())).findFirst();
    }

    private static double seconds(ProgramProcess training) {
        List<Line> lines = training.lines();
        return lines.isEmpty() ? 0 : (lines.get(lines.size() - 1).nanos() - training.started()) / 1e9;
    }

    private static String lastError(ProgramProcess training) {
        String errors = training.errors();
        String last = errors.substring(errors.lastIndexOf('\n') + 1);
        return training.isAlive() ? "it still runs; " + last : "exit code %d; %s".formatted(training.exitCode(), last);
    }

    /**
     * Trains once and strikes.
     *
     * @param number of the run, from 1
     */
    public RunResult run(int number, Fault fault) throws IOException, InterruptedException {
        try {
            return struck(number, fault);
        } catch (IllegalStateException e) {  // a member that did not start, most likely
            if (latest != null) {
                latest.kill();
            }
            if (grid != null) {
                giveUpGrid();
            }
            return new RunResult(number, fault, "", "?", "", Double.NaN, 0, Verdict.FAILED, e.getMessage());
        }
    }

    private RunResult struck(int number, Fault fault) throws IOException, InterruptedException {
        SoakGrid members = grid(fault);
        CounterStream draws = new CounterStream(seed, Purpose.FAULTS, number, fault.ordinal(), 0);
        double first = reference.milestones().get(0).seconds();
        double last = BEYOND * reference.lastEpoch().orElseThrow().seconds();
        double moment = first + draws.uniform(0) * (last - first) - (fault.leads() ? members.secondsToStart() : 0);
        String name = "run-%03d-%s".formatted(number, fault.label());
        ProgramProcess early = null;
        if (moment < 0) {
            early = members.launch();
            early.awaitEnd(early.started() - (long) (moment * 1e9));
        }
        ProgramProcess training = train(name, members);
        Strike strike = new Strike(members, training, draws, early);
        boolean there = moment < 0 || awaitMoment(training, moment);
        if (there) {
            fault.strike(strike);
        }
        Outcome outcome = fault == Fault.ALL_KILLED && there ? resumed(name, training, strike) : ended(training);
        if (outcome.sameModel()) {
            outcome = there ? clearUp(fault, strike, outcome) : new Outcome(Verdict.MISSED, "it had ended before");
        }
        if (!outcome.leavesGridSound() && grid != null) {
            giveUpGrid();
        }
        Timeline timeline = Timeline.of(training);
        OptionalInt place = timeline.before(strike.seconds());
        String when = place.isPresent() ? timeline.milestones().get(place.getAsInt()).label() : "";
        double over = timeline.secondsOver(strike.seconds(), reference);
        outcome = fault.madeUpForSoon() ? outcome.within(mostOver, over) : outcome;
        return new RunResult(number, fault, strike.notes(), strike.driver(), when, over, seconds(training), outcome.verdict(),
                outcome.detail());
    }

    /** Waits for a moment of the undisturbed run in another one; whether it still runs then. */
    private boolean awaitMoment(ProgramProcess training, double moment) throws InterruptedException {
        OptionalInt place = reference.before(moment);
        if (place.isEmpty()) {
            return !training.awaitEnd(training.started() + (long) (moment * 1e9));
        }
        Optional<Line> line = training.awaitLine(text -> reference.reaches(place.getAsInt(), text),
                training.started() + (long) (limitSeconds() * 1e9));
        double after = moment - reference.milestones().get(place.getAsInt()).seconds();
        return line.isPresent() && !training.awaitEnd(line.get().nanos() + (long) (after * 1e9));
    }

    private double limitSeconds() {
        return TIMES * referenceSeconds + SECONDS_MORE;
    }

    private Outcome ended(ProgramProcess training) throws IOException, InterruptedException {
        if (!awaitEnd(training, limitSeconds())) {
            grid.tellThreads();
            training.signal("QUIT");
            training.awaitEnd(System.nanoTime() + (long) (THREADS_SECONDS * 1e9));
            training.kill();
            return new Outcome(Verdict.TOO_LONG, "not done after %.0f s".formatted(limitSeconds()));
        }
        return model(training).map(model -> Outcome.ofModel(model, sha256))
                .orElseGet(() -> new Outcome(Verdict.FAILED, lastError(training)));
    }

    /** Has the grid whole again after a run that ended well. */
    private Outcome clearUp(Fault fault, Strike strike, Outcome outcome) throws IOException, InterruptedException {
        Optional<String> stillThere = strike.stillThere();
        if (stillThere.isPresent()) {
            return new Outcome(Verdict.FAILED, stillThere.get());
        }
        Optional<MemberProcess> away = strike.away();
        if (away.isPresent() && !comesBack(away.get().process())) {
            return new Outcome(Verdict.FAILED, "%s was away and has ended: %s".formatted(SoakGrid.name(away.get()),
                    lastError(away.get().process())));
        }
        return outcome.withGrid(grid.restore(fault.members(), away.orElse(null)), away.map(SoakGrid::name));
    }

    /** Gives a member that was away the time to join again; whether it lives then. */
    private static boolean comesBack(ProgramProcess member) throws InterruptedException {
        long deadline = System.nanoTime() + (long) (BACK_SECONDS * 1e9);
        boolean ended = false;
        while (!ended && System.nanoTime() < deadline && !member.errors().contains(BACK)) {
            ended = member.awaitEnd(System.nanoTime() + (long) (LOOK_SECONDS * 1e9));
        }
        return !ended;
    }

    /** Resumes a run whose grid is gone in a new one. */
    private Outcome resumed(String name, ProgramProcess killed, Strike strike) throws IOException, InterruptedException {
        Optional<String> run = killed.lines().stream().map(line -> RUN.matcher(line.text())).filter(Matcher::find)
                .map(found -> found.group(1)).findFirst();
        giveUpGrid();
        SoakGrid members = grid(Fault.ALL_KILLED);
        if (!awaitEnd(killed, limitSeconds())) {
            killed.kill();
            return new Outcome(Verdict.TOO_LONG,
                    "it did not notice within %.0f s that its grid is gone".formatted(limitSeconds()));
        }
        if (model(killed).isPresent()) {
            return new Outcome(Verdict.MISSED, "it had all that it needed before");
        }
        if (run.isEmpty()) {
            return new Outcome(Verdict.FAILED, "no line names the run to resume; " + lastError(killed));
        }
        ProgramProcess training = start(name + "-resumed", members, List.of("train", "--resume", run.get()));
        Outcome outcome = ended(training);
        return outcome.repeating(repeated(epochsDone(Timeline.of(killed), strike), Timeline.of(training)));
    }

    private long epochsDone(Timeline killed, Strike strike) {
        OptionalInt place = killed.before(strike.seconds());
        return place.isEmpty() ? 0 : reference.epochsUpTo(killed.milestones().get(place.getAsInt()).label());
    }

    /** How much of a run was learned again after it was resumed. */
    private long repeated(long done, Timeline resumed) {
        Optional<Milestone> again = resumed.milestones().stream().filter(Milestone::epoch).findFirst();
        return again.map(epoch -> Math.max(0, done - reference.epochsUpTo(epoch.label()) + 1)).orElse(0L);
    }

    /** Kills whatever still runs. */
    @Override
    public void close() {
        processes.close();
    }
}
