package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.RoundFigure;
import org.beliefgrid.jobs.Resumption;
import org.beliefgrid.jobs.Sources;
import org.beliefgrid.jobs.StartingModel;
import org.beliefgrid.jobs.StoredTraining;
import org.beliefgrid.jobs.StoredTraining.Result;
import org.beliefgrid.jobs.TrainRequest;
import org.beliefgrid.jobs.TrainTask;
import org.beliefgrid.jobs.TrainTask.Presence;
import org.beliefgrid.learning.Figure;
import org.beliefgrid.model.Evaluation;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.report.RoundLog;
import org.beliefgrid.reproduction.Reproduction.Trained;
import org.beliefgrid.reproduction.Reproduction.Trainer;
import org.beliefgrid.reproduction.TrainingResult;
import org.beliefgrid.reproduction.TrainingResult.Curve;
import org.beliefgrid.reproduction.TrainingResult.Where;
import org.beliefgrid.reproduction.TrainingTask;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.RunStore;

/** Trains what {@code reproduce} asks for, as {@code train} does; a stopped run is gone on with from its checkpoint. */
final class ReproduceTraining implements Trainer {
    private static final int CHECKPOINT_EVERY = 5;

    private final Data data;
    private final GridOptions options;
    private final ModelStore store;
    private final RunStore runs;
    private final TuneGrid grid;
    private final CtrlC interrupt;
    private final PrintWriter out;

    /**
     * What is trained and evaluated on.
     *
     * @param test after a complete scan
     * @param arguments of the command line that name them
     */
    record Data(Sources sources, CaseSource test, List<String> arguments) {
    }

    ReproduceTraining(Data data, GridOptions options, Location store, TuneGrid grid, CtrlC interrupt, PrintWriter out) {
        this.data = data;
        this.options = options;
        this.store = ModelStore.at(store);
        this.runs = RunStore.at(store);
        this.grid = grid;
        this.interrupt = interrupt;
        this.out = out;
    }

    @Override
    public Trained train(String model, TrainingPlan plan, TrainingTask task, Optional<String> from) throws IOException {
        long start = System.nanoTime();
        TrainTask run = run(model, task);
        Optional<StartingModel> begin = run.resumed().isPresent() ? run.resumed().get().startingModel(store)
                : StartingModel.load(from, store);
        TrainRequest request = new TrainRequest(data.sources(), plan, begin, options.mixedKernels());
        boolean evaluated = plan.fineTuning().epochs() > 0;
        StoredTraining training = new StoredTraining(grid.of(plan).access(), request, run, store,
                evaluated ? Optional.of(data.test()) : Optional.empty(), new TrainView(out, () -> { }));
        interrupt.onSignal(training::cancel);
        Result result = training.run();
        if (evaluated && result.evaluation().isEmpty()) {
            throw new InvalidConfigException("no test case has a label: there is no error to tell");
        }
        long errors = result.evaluation().map(Evaluation::errors).orElse(0L);
        long cases = result.evaluation().map(Evaluation::cases).orElse(0L);
        return new Trained(new TrainingResult(task, "", result.saved().toString(), result.model().net().sha256(),
                (System.nanoTime() - start) / 1e9, run.resumed().isPresent(), curve(result.log()), where(result.model()),
                Moment.now()), errors, cases);
    }

    /** A new run, or the one that was stopped. */
    private TrainTask run(String model, TrainingTask task) throws IOException {
        String run = notSaved(task.run(model));
        if (!Resumption.isPossible(runs, run)) {
            // In a standing grid whose members have another store it may be at work.
            return new TrainTask(run, model, CHECKPOINT_EVERY, Optional.empty(), Presence.PERHAPS);
        }
        try {
            Resumption resumed = Resumption.read(runs, run, out::println);
            out.println(resumed.where());
            return new TrainTask(run, model, CHECKPOINT_EVERY, Optional.of(resumed), Presence.PERHAPS);
        } catch (BadInputException | InvalidConfigException e) {
            out.println("begins anew: " + e.getMessage());
            return TrainTask.begin(model, CHECKPOINT_EVERY);
        }
    }

    /** The run of a training, or a further one where one before was saved, but did not come to say so, or its model is gone. */
    private String notSaved(String run) throws IOException {
        String name = run;
        for (int number = 2; Resumption.isSaved(runs, name); number++) {
            name = run + "-" + number;
        }
        return name;
    }

    private static Curve curve(RoundLog log) {
        List<Integer> epochs = new ArrayList<>();
        List<Double> percent = new ArrayList<>();
        for (RoundLog.Epoch epoch : log.epochs()) {
            for (Figure figure : epoch.figures()) {
                if (figure.kind().equals(RoundFigure.TRAINING_ERROR.kind()) && epoch.epoch() <= epoch.epochs()) {
                    epochs.add(epoch.epoch());
                    percent.add(figure.value());
                }
            }
        }
        return new Curve(epochs, percent);
    }

    private Where where(Model model) {
        Provenance provenance = model.provenance();
        String machine = options.standing() ? "a standing grid of %d members".formatted(provenance.members()) : Machine.here();
        return new Where(machine, provenance.processor(), Machine.revision(), provenance.versions(), data.arguments());
    }

    @Override
    public boolean has(TrainingResult result) throws IOException {
        return load(store, result).isPresent();
    }

    /** The model that came of a training, if the store still has it. */
    static Optional<Model> load(ModelStore store, TrainingResult result) throws IOException {
        try {
            return Optional.of(store.load(result.model())).filter(model -> model.net().sha256().equals(result.modelSha256()));
        } catch (BadInputException e) {
            return Optional.empty();
        }
    }
}
