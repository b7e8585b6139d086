package org.beliefgrid.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.grid.MemberStatistics;
import org.beliefgrid.grid.ShardHomes;
import org.beliefgrid.jobs.TrainingRun;
import org.beliefgrid.learning.Choice;

/**
 * What a training that came to its end was like, for its report.
 *
 * @param statistics what each member did, by its address
 * @param shardsOfMembers how many shards each has at the end
 * @param pretrainSeconds time of the rounds of pre-training
 * @param finetuneSeconds time of the rounds of fine-tuning
 * @param casesPerSecond learned from, over all of them
 * @param choice which parameters were taken; empty if nothing was fine-tuned
 */
record TrainFigures(Map<String, MemberStatistics> statistics, Map<String, Integer> shardsOfMembers, double pretrainSeconds,
                    double finetuneSeconds, double casesPerSecond, Optional<Choice> choice) {

    static TrainFigures of(TrainingRun run, ShardHomes homes, ProgressView progress, Optional<Choice> choice) {
        return new TrainFigures(run.statistics(), homes.shardsOfMembers(run.homes()), progress.pretrainSeconds(),
                progress.finetuneSeconds(), progress.casesPerSecond(), choice);
    }

    void describe(JsonReport report) {
        report.put("members", members());
        report.put("pretrainSeconds", pretrainSeconds);
        report.put("finetuneSeconds", finetuneSeconds);
        report.put("casesPerSecond", casesPerSecond);
        choice.ifPresent(taken -> report.put("validation", validation(taken)));
    }

    private List<Map<String, Object>> members() {
        List<Map<String, Object>> reports = new ArrayList<>();
        statistics.forEach((address, member) -> {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("address", address);
            report.put("shards", shardsOfMembers.getOrDefault(address, 0));
            report.put("tasksRun", member.tasks());
            report.put("blocksReadLocally", member.localBlockReads());
            report.put("blocksReadRemotely", member.remoteBlockReads());
            report.put("processor", member.processor());
            reports.add(report);
        });
        return reports;
    }

    private static Map<String, Object> validation(Choice taken) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("epoch", taken.epoch());
        report.put("epochs", taken.epochs());
        report.put("why", taken.why());
        taken.judged().ifPresent(judged -> report.put("errorPercent", judged.errorPercent()));
        report.put("heldOutCases", taken.heldOutCases());
        report.put("history", taken.history());
        return report;
    }
}
