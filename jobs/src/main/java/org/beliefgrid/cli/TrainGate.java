package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.StoredTraining.Result;
import org.beliefgrid.jobs.backtest.GateKeeper;
import org.beliefgrid.jobs.backtest.GateKeeper.Decided;
import org.beliefgrid.jobs.backtest.GateKeeper.Evidence;
import org.beliefgrid.jobs.backtest.Judged;
import org.beliefgrid.jobs.backtest.PositiveClass;
import org.beliefgrid.learning.AlgorithmProvider;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.PromotionGate;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersions;

/** The gate of a training's plan: it decides about promotion by the test data, when the model is stored and evaluated. */
final class TrainGate implements TrainResults.Gating {
    private final PromotionGate gate;
    private final Sources sources;
    private final CaseSource test;
    private final Optional<PositiveClass> positive;
    private final PrintWriter out;

    private TrainGate(PromotionGate gate, Sources sources, CaseSource test, Optional<PositiveClass> positive, PrintWriter out) {
        this.gate = gate;
        this.sources = sources;
        this.test = test;
        this.positive = positive;
        this.out = out;
    }

    /**
     * The gate of a plan; empty if it has none, or nothing to judge by, which is said.
     *
     * @param name of the positive class, if it was given
     * @param versions of the model
     * @throws InvalidConfigException if a measure needs a positive class, and it is not known which, or the gate compares with
     *     a promoted version that has other classes or is no network
     */
    static Optional<TrainGate> of(TrainingPlan plan, Sources sources, Optional<CaseSource> test, Optional<String> name,
            ModelVersions versions, PrintWriter out) throws IOException {
        if (plan.promoteIf().isEmpty()) {
            return Optional.empty();
        }
        if (test.isEmpty() || !AlgorithmProvider.of(plan).learnsClasses(plan)) {
            out.println("promoteIf is not looked at: " + (test.isEmpty() ? "there are no test data"
                    : plan.algorithm().isDefault() ? "there is no fine-tuning" : "what is learned has no classes"));
            return Optional.empty();
        }
        PromotionGate gate = plan.promoteIf().get();
        Optional<PositiveClass> positive = gate.needsPositive() ? Optional.of(PositiveClass.of(classes(sources), name))
                : Optional.empty();
        requireComparable(GateKeeper.of(versions, gate), sources);
        return Optional.of(new TrainGate(gate, sources, test.get(), positive, out));
    }

    /** A promoted model that cannot be compared with is told before the training, not after it. */
    private static void requireComparable(GateKeeper keeper, Sources sources) throws IOException {
        Optional<Model> promoted;
        try {
            promoted = keeper.promoted();
        } catch (BadInputException e) {
            throw new InvalidConfigException("promoteIf compares with the promoted version, which cannot be: "
                    + e.getMessage());
        }
        List<String> wanted = classes(sources);
        List<String> found = promoted.map(model -> IntStream.range(0, model.net().classes())
                .mapToObj(model::className).toList()).orElse(wanted);
        if (!found.equals(wanted)) {
            throw new InvalidConfigException(("promoteIf compares with the promoted version, which has classes %s, not %s; "
                    + "promote another one, or leave the comparison out").formatted(found, wanted));
        }
    }

    private static List<String> classes(Sources sources) {
        return sources.training().table().map(TableInput::classes).filter(names -> !names.isEmpty())
                .orElseGet(() -> IntStream.range(0, sources.classes()).mapToObj(String::valueOf).toList());
    }

    @Override
    public void decide(Result result, ModelStore store, JsonReport report) throws IOException {
        if (!(result.learned() instanceof Model model) || model.net().classes() == 0) {
            out.println("promoteIf is not looked at: what was learned has no classes");
            return;
        }
        GateKeeper keeper = GateKeeper.of(store.versions(result.saved().name()), gate);
        Judged judged = Judged.of(model, test, sources.name(), positive);
        Optional<Model> promoted = keeper.promoted();
        Optional<Judged> rival = promoted.isEmpty() ? Optional.empty() : Optional.of(rival(promoted.get()));
        Decided decided = keeper.decide(result.saved(), model, new Evidence("test data", testName(),
                test.fingerprint(), positive.map(PositiveClass::name).orElse(""), judged, rival), PromoteModelCommand.user());
        GateView.tell(decided, out);
        report.put("promotion", GateView.asJson(decided));
    }

    /** Rows are read as the promoted model learned to. */
    private Judged rival(Model promoted) throws IOException {
        SourceSpec spec = sources.test().orElseThrow();
        return spec instanceof SourceSpec.Table rows ? Judged.ofRows(promoted, rows.data(), positive.map(PositiveClass::name))
                : Judged.of(promoted, test, sources.name(), positive);
    }

    private String testName() {
        return sources.test().orElseThrow() instanceof SourceSpec.Table rows ? rows.data() : sources.name();
    }
}
