package org.beliefgrid.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.learning.DeepBeliefTraining;
import org.beliefgrid.learning.State;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.LabelUnits;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.model.Units;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelFile;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;

/**
 * The stored model that a training starts from instead of random weights.
 *
 * @param name of its version, or of its file as the user named it
 * @param model the model
 */
public record StartingModel(String name, Model model) {
    /**
     * Loads it.
     *
     * @param from model of the store (NAME, NAME@N or NAME@latest), or with a slash in it a model file anywhere; empty to
     *     start anew
     */
    public static Optional<StartingModel> load(Optional<String> from, ModelStore store) throws IOException {
        return from.isPresent() ? Optional.of(load(from.get(), store)) : Optional.empty();
    }

    /** Loads the one of that name. */
    public static StartingModel load(String name, ModelStore store) throws IOException {
        if (name.indexOf('/') < 0) {
            ModelVersion version = store.find(name);
            return withLayers(version.toString(), ModelVersions.load(version));
        }
        Location file = Location.of(name);
        try (InputStream in = file.open()) {
            return withLayers(name, ModelFile.read(file.toString(), in));
        }
    }

    private static StartingModel withLayers(String name, Model model) throws BadInputException {
        if (model.net().rbms().isEmpty()) {
            throw new BadInputException(name + ": a network without hidden layers, nothing starts from it");
        }
        return new StartingModel(name, model);
    }

    /** A plan that has this model's layers and units. */
    public TrainingPlan adapted(TrainingPlan plan) {
        return plan.withHidden(model.net().hidden()).withPretraining(plan.pretraining().withUnits(model.net().units()));
    }

    /**
     * Refuses plans and data that are not made for it.
     *
     * @param data name of the data, for messages
     * @throws InvalidConfigException if the plan has other layers or other kinds of units
     * @throws BadInputException if the images have another size
     */
    public void requireFits(TrainingPlan plan, CaseSource training, String data) throws BadInputException {
        Units own = model.net().units();
        Units planned = plan.pretraining().units();
        List<String> problems = new ArrayList<>();
        require(problems, "hidden", model.net().hidden(), plan.hidden());
        require(problems, "pretraining.visibleUnits", own.visible().setting(), planned.visible().setting());
        require(problems, "pretraining.hiddenUnits", own.hidden().setting(), planned.hidden().setting());
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(String.join("\n", problems));
        }
        if (training.height() != model.shape().height() || training.width() != model.shape().width()) {
            throw new BadInputException("%s: images of %dx%d, model %s (--from) takes %s".formatted(data, training.height(),
                    training.width(), name, model.shape()));
        }
    }

    private void require(List<String> problems, String setting, Object own, Object planned) {
        if (!own.equals(planned)) {
            problems.add("%s must be %s as in model %s (--from), was %s".formatted(setting, own, name, planned));
        }
    }

    /**
     * Says that held-out cases of a training are among those that this model learned from, so that they judge too well: it was
     * trained on the same data, and these cases were not held out then, which they were with the same seed and at least the
     * same fraction. Of what the models before it learned nothing is known, nor of the same cases in data of another hash.
     *
     * @param dataHash fingerprint of the training data
     * @return empty if nothing of that kind is known
     */
    public Optional<String> learnedHeldOutCases(TrainingPlan plan, String dataHash) {
        TrainingPlan own = model.plan();
        boolean heldOutThen = own.seed() == plan.seed() && plan.heldOut() <= own.heldOut();
        if (plan.heldOut() == 0 || !dataHash.equals(model.provenance().dataHash()) || heldOutThen) {
            return Optional.empty();
        }
        return Optional.of(("model %s (--from) has learned from cases that are held out now, with heldOut %s and seed %d: its "
                + "own were heldOut %s and seed %d").formatted(name, plan.heldOut(), plan.seed(), own.heldOut(), own.seed()));
    }

    /**
     * What the algorithms start from. Where label units are going to be learned they are what the softmax layer starts from,
     * not this model's.
     *
     * @param plan of the training
     * @param classes of the data
     */
    public State state(TrainingPlan plan, int classes) {
        DeepBeliefNet net = model.net();
        DeepBeliefNet start = !learnsLabelUnits(plan) ? net
                : new DeepBeliefNet(net.rbms(), net.units(), net.standardisation(), net.labelUnits(), Optional.empty());
        return DeepBeliefTraining.state(start, classes);
    }

    private static boolean learnsLabelUnits(TrainingPlan plan) {
        return plan.pretraining().labelUnits() && plan.pretraining().epochs() > 0;
    }

    /** Name and hash, as provenance has them. */
    public String identity() {
        return name + " " + model.net().sha256();
    }

    /**
     * A line about what is taken over.
     *
     * @param plan of the training
     * @param classes of the data
     */
    public String description(TrainingPlan plan, int classes) {
        int own = model.net().softmax().map(SoftmaxLayer::classes).orElse(0);
        int ownLabels = model.net().labelUnits().map(LabelUnits::classes).orElse(0);
        String layers = "starts from the layers of model %s".formatted(name);
        if (plan.fineTuning().epochs() == 0) {
            return layers;
        }
        if (learnsLabelUnits(plan)) {
            return layers + (ownLabels == classes ? " and its label units" : "")
                    + "; the softmax layer starts from the label units that pre-training learns";
        }
        if (own == classes) {
            return layers + " and from its softmax layer";
        }
        String other = own == 0 ? "; it has no softmax layer, that starts"
                : "; its softmax layer has %d classes, the data %d: that starts".formatted(own, classes);
        return layers + other + (ownLabels == classes ? " from its label units" : " anew");
    }
}
