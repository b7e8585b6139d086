package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.beliefgrid.cli.TrainResults.Gating;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.table.SplitReading;
import org.beliefgrid.jobs.SavedRun;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.StoredTraining.Result;
import org.beliefgrid.jobs.backtest.GateKeeper;
import org.beliefgrid.jobs.backtest.GateKeeper.Decided;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.PromotionDecision;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersions;

/**
 * The end of a launched training whose launcher was lost when the model had just been saved: another one evaluates it, keeps
 * what is not kept yet and has the gate decide. Where all of that is done, nothing is done twice.
 */
final class SavedRunEnd {
    private final ModelStore store;
    private final SavedRun saved;
    private final TrainResults results;
    private final PrintWriter out;

    SavedRunEnd(ModelStore store, SavedRun saved, TrainResults results, PrintWriter out) {
        this.store = store;
        this.saved = saved;
        this.results = results;
        this.out = out;
    }

    /**
     * Does what is missing.
     *
     * @param reading who reads tables; null for threads of this process
     * @param positive name of the positive class of the gate, if it was given
     */
    void run(SplitReading reading, Optional<String> positive) throws IOException {
        String run = saved.description().run();
        ModelVersions versions = store.versions(saved.version().name());
        Optional<PromotionDecision> decided = hasGate() ? GateKeeper.decision(versions, saved.version()) : Optional.empty();
        boolean undecided = hasGate() && decided.isEmpty();
        if (saved.isComplete(store) && !undecided && !results.lackJson(run, saved.learned().sha256())) {
            decided.ifPresent(decision -> GateView.tell(carriedOut(versions, decision), out));
            return;
        }
        Sources sources = saved.sources(store, reading);
        CaseSource training = sources.training().open();
        Optional<CaseSource> test = sources.openTest(training);
        Result result = saved.complete(store, sources, test, out::println);
        // After that: a gate that cannot be opened must not keep an evaluation from being kept.
        Optional<? extends Gating> gate = undecided ? TrainGate.of(saved.learned().plan(), sources, test, positive, versions,
                out) : decided.map(decision -> decidedBefore(versions, decision));
        results.tell(run, result, store, gate);
    }

    private Gating decidedBefore(ModelVersions versions, PromotionDecision decision) {
        return (result, there, report) -> {
            Decided decided = carriedOut(versions, decision);
            GateView.tell(decided, out);
            report.put("promotion", GateView.asJson(decided));
        };
    }

    private Decided carriedOut(ModelVersions versions, PromotionDecision decision) {
        return GateKeeper.carryOut(versions, saved.version(), decision, PromoteModelCommand.user());
    }

    /** Whether the plan has a gate that has something to judge by. */
    private boolean hasGate() {
        return saved.learned() instanceof Model model && model.net().classes() > 0
                && !saved.description().test().isEmpty() && model.plan().promoteIf().isPresent();
    }
}
