package org.beliefgrid.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.beliefgrid.process.ProgramProcess;
import org.beliefgrid.process.ProgramProcess.Line;

/**
 * How a training went by: what it printed and when.
 *
 * @param milestones in the order of their times: its run begun, the data loaded, every epoch finished
 */
record Timeline(List<Milestone> milestones) {
    private static final Pattern EPOCH = Pattern.compile("^\\S.*?  (?:epoch \\d+/\\d+|result)(?=\\s|$)");
    private static final int NEXT = 3;
    private static final Pattern BEGUN = Pattern.compile("^run (?=\\S+$)");
    private static final Pattern LOADED = Pattern.compile("^loaded in (?=\\S)");

    /**
     * A place in a training that it has in common with others of the same plan.
     *
     * @param label such as {@code fine-tuning  epoch 3/12}
     * @param epoch whether an epoch was finished there
     * @param seconds since the start of the training's process
     */
    record Milestone(String label, boolean epoch, double seconds) {
    }

    Timeline {
        milestones = List.copyOf(milestones);
    }

    static Timeline of(ProgramProcess training) {
        List<Milestone> milestones = new ArrayList<>();
        for (Line line : training.lines()) {
            double seconds = (line.nanos() - training.started()) / 1e9;
            Optional<String> label = label(line.text());
            label.ifPresent(text -> milestones.add(new Milestone(text, found(EPOCH, line.text()).isPresent(), seconds)));
        }
        return new Timeline(milestones);
    }

    private static Optional<String> label(String line) {
        return found(EPOCH, line).or(() -> found(LOADED, line).map(loaded -> "loaded"))
                .or(() -> found(BEGUN, line).map(begun -> "loading"));
    }

    /** Whether a training that prints such a line is at a place of this one, or behind it. */
    boolean reaches(int index, String line) {
        return label(line).map(text -> indexOf(text).orElse(-1)).orElse(-1) >= index;
    }

    private static Optional<String> found(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
    }

    /** The last place before a moment, empty before the first. */
    OptionalInt before(double seconds) {
        return IntStream.range(0, milestones.size()).filter(index -> milestones.get(index).seconds() <= seconds).max();
    }

    /**
     * How much longer than a normal epoch it took from a moment to the next finished one. To the first epoch belongs all that
     * comes before it, too: there it is what was still to come at that place of an undisturbed training. The line of an epoch
     * that was finished before may come after the moment, so it is the largest such time of the next three.
     *
     * @return NaN if no epoch followed
     */
    double secondsOver(double moment, Timeline undisturbed) {
        List<Milestone> next = milestones.stream().filter(one -> one.epoch() && one.seconds() > moment).limit(NEXT).toList();
        double start = sameMomentOf(undisturbed, moment);
        double normal = 0;
        double over = Double.NaN;
        for (Milestone epoch : next) {
            normal += undisturbed.secondsOfEpoch(epoch.label(), start);
            double later = epoch.seconds() - moment - normal;
            over = Double.isNaN(over) ? later : Math.max(over, later);
        }
        return over;
    }

    /** When another training is where this one is at a moment: as long after the last place of both, not behind the next. */
    private double sameMomentOf(Timeline other, double moment) {
        int next = 0;
        double same = moment;
        for (int place = 0; place < other.milestones.size(); place++) {
            OptionalInt here = indexOf(other.milestones.get(place).label());
            if (here.isPresent() && milestones.get(here.getAsInt()).seconds() <= moment) {
                same = other.milestones.get(place).seconds() + moment - milestones.get(here.getAsInt()).seconds();
                next = place + 1;
            }
        }
        return next < other.milestones.size() ? Math.min(same, other.milestones.get(next).seconds()) : same;
    }

    /** The last finished epoch. */
    Optional<Milestone> lastEpoch() {
        return milestones.stream().filter(Milestone::epoch).reduce((first, second) -> second);
    }

    /** Number of a place of that name; empty if there is none. */
    OptionalInt indexOf(String label) {
        return IntStream.range(0, milestones.size()).filter(index -> milestones.get(index).label().equals(label)).findFirst();
    }

    /**
     * Seconds from the finished epoch before a place to that place; NaN if it is not there.
     *
     * @param start from where they are counted if no epoch was finished before
     */
    double secondsOfEpoch(String label, double start) {
        OptionalInt index = indexOf(label);
        if (index.isEmpty()) {
            return Double.NaN;
        }
        double before = IntStream.range(0, index.getAsInt()).mapToObj(milestones::get).filter(Milestone::epoch)
                .mapToDouble(Milestone::seconds).max().orElse(start);
        return milestones.get(index.getAsInt()).seconds() - before;
    }

    /** Finished epochs up to a place. */
    long epochsUpTo(String label) {
        int end = indexOf(label).orElse(-1);
        return milestones.subList(0, end + 1).stream().filter(Milestone::epoch).count();
    }
}
