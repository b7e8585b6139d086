package org.beliefgrid.report;

import java.util.List;
import java.util.Optional;
import org.beliefgrid.learning.Choice;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Model;

/**
 * What there is to report of a run.
 *
 * @param run its name
 * @param version of the model that came of it, such as {@code digits@3}
 * @param model itself
 * @param log rounds that the reporting process saw
 * @param times of what is no round
 * @param members what each did; empty if it is not known
 * @param choice which parameters were taken; empty if there was nothing to choose
 * @param examination how the model did on test cases; empty without these
 * @param pretrained the stack as it was early in fine-tuning, which changes it for the sake of classes; empty if this process
 *     did not see that
 * @param samples cases that it learned from
 * @param data options of the command line that name the data
 */
public record RunReport(String run, String version, Model model, RoundLog log, Times times, List<MemberRow> members,
                        Optional<Choice> choice, Optional<Examination> examination, Optional<Pretrained> pretrained,
                        Samples samples,
                        List<String> data) {
    /**
     * A stack before much of fine-tuning.
     *
     * @param rounds of fine-tuning that were done by then
     */
    public record Pretrained(DeepBeliefNet net, int rounds) {
        private String when() {
            return rounds == 0 ? "when fine-tuning began" : "after %d %s of fine-tuning".formatted(rounds, rounds == 1 ? "round"
                    : "rounds");
        }
    }

    /** The network to reconstruct and to draw with. */
    public DeepBeliefNet generative() {
        return pretrained.map(Pretrained::net).orElse(model.net());
    }

    /** Of when {@link #generative} is. */
    public String generativeWhen() {
        return pretrained.map(Pretrained::when).orElse("at the end");
    }

    /**
     * Times of what is no round.
     *
     * @param load seconds of loading; 0 for who only watched
     * @param evaluate seconds of evaluation; 0 without
     */
    public record Times(double load, double evaluate) {
    }

    /**
     * What a member did.
     *
     * @param address host and port
     * @param shards that it had at the end
     * @param tasks shard epochs that ran on it
     * @param localReads blocks of cases that it read from its own memory
     * @param remoteReads blocks that it read from other members
     * @param processor its architecture and OpenBLAS kernel
     */
    public record MemberRow(String address, int shards, long tasks, long localReads, long remoteReads, String processor) {
    }

    /**
     * How a model did, and where it was surest of a wrong class.
     *
     * @param evaluation on all labelled test cases
     * @param mistakes the worst first, at most {@link Mistake#MOST_KEPT}
     */
    public record Examination(Evaluation evaluation, List<Mistake> mistakes) {
        public Examination {
            mistakes = List.copyOf(mistakes);
        }
    }
}
