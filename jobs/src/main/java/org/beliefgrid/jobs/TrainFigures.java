package org.beliefgrid.jobs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.grid.MemberStatistics;
import org.beliefgrid.grid.ShardHomes;
import org.beliefgrid.learning.Choice;
import org.beliefgrid.report.RunReport.MemberRow;

/**
 * What a training that came to its end was like.
 *
 * @param loadSeconds time of loading; 0 for who only watched
 * @param statistics what each member did, by its address
 * @param shardsOfMembers how many shards each has at the end
 * @param choice which parameters were taken; empty if nothing was fine-tuned
 */
public record TrainFigures(double loadSeconds, Map<String, MemberStatistics> statistics, Map<String, Integer> shardsOfMembers,
                           Optional<Choice> choice) {
    /** Of a training that another process has watched. */
    static final TrainFigures UNKNOWN = new TrainFigures(0, Map.of(), Map.of(), Optional.empty());

    static TrainFigures of(double loadSeconds, TrainingRun run, ShardHomes homes, Optional<Choice> choice) {
        return new TrainFigures(loadSeconds, run.statistics(), homes.shardsOfMembers(run.homes()), choice);
    }

    /** What each member did, by its address. */
    public List<MemberRow> members() {
        return statistics.entrySet().stream().map(member -> new MemberRow(member.getKey(),
                shardsOfMembers.getOrDefault(member.getKey(), 0), member.getValue().tasks(), member.getValue()
                .localBlockReads(),
                member.getValue().remoteBlockReads(), member.getValue().processor())).toList();
    }
}
