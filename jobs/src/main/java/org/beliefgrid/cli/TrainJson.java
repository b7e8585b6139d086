package org.beliefgrid.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beliefgrid.jobs.StoredTraining.Result;
import org.beliefgrid.jobs.TrainFigures;
import org.beliefgrid.learning.Choice;
import org.beliefgrid.model.Learned;
import org.beliefgrid.model.LearnedSections;
import org.beliefgrid.model.NamedSection;
import org.beliefgrid.report.RoundLog;
import org.beliefgrid.report.RoundLog.Epoch;

/** What {@code train --json} says of a training. */
final class TrainJson {
    private TrainJson() {
    }

    /**
     * Adds what is known of a run to a report.
     *
     * @param totalSeconds since the command began
     */
    static void describe(JsonReport report, String run, Result result, double totalSeconds) {
        RoundLog log = result.log();
        Learned learned = result.learned();
        report.put("run", run);
        if (!learned.plan().algorithm().isDefault()) {
            report.put("algorithm", learned.plan().algorithm().name());
        }
        if (learned instanceof LearnedSections sections) {
            report.put("figures", sections.figures());
            report.put("sections", sections.sections().stream().map(NamedSection::toString).toList());
        }
        report.put("cases", learned.provenance().cases());
        report.put("labelledCases", learned.provenance().labelledCases());
        report.put("heldOutCases", learned.provenance().heldOutCases());
        report.put("shards", learned.plan().shards());
        report.put("loadSeconds", result.figures().loadSeconds());
        report.put("totalSeconds", totalSeconds);
        report.put("members", members(result.figures()));
        report.put("pretrainSeconds", log.pretrainSeconds());
        report.put("finetuneSeconds", log.finetuneSeconds());
        report.put("casesPerSecond", log.casesPerSecond());
        report.put("epochs", log.epochs().stream().map(TrainJson::epoch).toList());
        result.figures().choice().ifPresent(taken -> report.put("validation", validation(taken)));
        report.put("modelSha256", learned.sha256());
        report.put("modelPath", result.saved().file().toString());
        report.put("seed", learned.plan().seed());
    }

    private static Map<String, Object> epoch(Epoch seen) {
        Map<String, Object> epoch = new LinkedHashMap<>();
        epoch.put("phase", seen.phase());
        epoch.put("epoch", seen.epoch());
        epoch.put("seconds", seen.seconds());
        epoch.put("figures", seen.values());
        return epoch;
    }

    private static List<Map<String, Object>> members(TrainFigures figures) {
        List<Map<String, Object>> reports = new ArrayList<>();
        figures.members().forEach(member -> {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("address", member.address());
            report.put("shards", member.shards());
            report.put("tasksRun", member.tasks());
            report.put("blocksReadLocally", member.localReads());
            report.put("blocksReadRemotely", member.remoteReads());
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
