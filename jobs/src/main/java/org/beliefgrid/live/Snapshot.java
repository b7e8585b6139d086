package org.beliefgrid.live;

import java.util.List;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.report.Curves.Chart;
import org.beliefgrid.report.ReportPage;
import org.beliefgrid.report.RoundLog.Phase;
import org.beliefgrid.report.RunReport.Examination;
import org.beliefgrid.report.RunReport.MemberRow;

/**
 * What a live page shows of a run at a moment. What is not known is null or empty.
 *
 * @param run its name
 * @param model name that the model is saved under
 * @param dataset that it learns from
 * @param state how it goes
 * @param notes what was said last, the latest last
 * @param now where it is
 * @param phases all of them, in their order
 * @param charts learning curves so far
 * @param pictures that there are
 * @param shards where the cases are
 * @param members what each did; known at the end
 * @param test how the model did on test cases; known at the end
 * @param result what came of it
 * @param plan the training plan, YAML
 */
public record Snapshot(String run, String model, String dataset, State state, List<String> notes, Now now, List<Phase> phases,
                       List<Chart> charts, List<PictureOf> pictures, List<ShardRow> shards, List<MemberRow> members, Test test,
                       Result result, String plan) {
    /** How a run goes. */
    public enum State { STARTING, LEARNING, EVALUATING, DONE, STOPPED, FAILED }

    /**
     * Where a run is.
     *
     * @param phase such as {@code fine-tuning}; null before the first round
     * @param epoch that is being done or was done last, counted from 1
     * @param epochs of the phase
     * @param figures of the epoch so far, as text
     * @param elapsedSeconds since the command began
     * @param secondsLeft of learning; null before it is known
     * @param share of the learning that is done, 0 to 1
     * @param casesPerSecond over all rounds
     */
    public record Now(String phase, int epoch, int epochs, String figures, double elapsedSeconds, Long secondsLeft,
            double share,
                      double casesPerSecond) {
    }

    /**
     * A picture.
     *
     * @param name it is fetched by
     * @param revision another number for another picture
     * @param caption what it is of, and when
     * @param says what is to be seen
     */
    public record PictureOf(String name, long revision, String caption, String says) {
    }

    /**
     * A shard.
     *
     * @param shard counted from 0
     * @param cases to learn from; null if this process does not know
     * @param member that learned from it last; null before its first round
     * @param owner member that its cases lie on
     * @param rounds that it took part in
     * @param lastSeconds of its last round; null before
     * @param meanSeconds of its rounds; null before
     * @param reruns tasks that were started again
     */
    public record ShardRow(int shard, Integer cases, String member, String owner, int rounds, Double lastSeconds,
            Double meanSeconds,
                           int reruns) {
    }

    /**
     * How the model did on test cases.
     *
     * @param errorPercent 0 to 100
     * @param errors number of cases in a wrong class
     * @param cases all
     * @param confusion [class][predicted class]
     * @param heat how much each stands out, 0 to 4
     * @param mistakes the worst first
     */
    public record Test(double errorPercent, long errors, long cases, long[][] confusion, int[][] heat,
            List<MistakeRow> mistakes) {
        static Test of(Examination examination) {
            Evaluation evaluation = examination.evaluation();
            long[][] confusion = evaluation.confusion();
            int[][] heat = new int[confusion.length][confusion.length];
            for (int label = 0; label < heat.length; label++) {
                for (int predicted = 0; predicted < heat.length; predicted++) {
                    heat[label][predicted] = ReportPage.heat(confusion, label, predicted);
                }
            }
            return new Test(evaluation.errorPercent(), evaluation.errors(), evaluation.cases(), confusion, heat,
                    examination.mistakes().stream().map(mistake -> new MistakeRow(mistake.row(), mistake.label(),
                            mistake.predicted(), mistake.probability())).toList());
        }
    }

    /** A mistake; its case is in the picture {@code mistakes} at the same place. */
    public record MistakeRow(int row, int label, int predicted, double probability) {
    }

    /**
     * What came of a run.
     *
     * @param version such as {@code digits@3}
     * @param sha256 of its parameters
     * @param place of the model's file in the store
     * @param file of the model, relative to the page; null if it cannot be fetched through the page
     * @param report relative to the page; null if there is none, or it cannot be fetched
     */
    public record Result(String version, String sha256, String place, String file, String report) {
    }
}
