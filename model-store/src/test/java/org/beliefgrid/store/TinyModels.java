package org.beliefgrid.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beliefgrid.model.AlgorithmPlan;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.Descent;
import org.beliefgrid.model.Dropout;
import org.beliefgrid.model.FineTuning;
import org.beliefgrid.model.ImageShape;
import org.beliefgrid.model.LabelUnits;
import org.beliefgrid.model.LearnedSections;
import org.beliefgrid.model.Model;
import org.beliefgrid.model.InitialDeviation;
import org.beliefgrid.model.Momentum;
import org.beliefgrid.model.NamedSection;
import org.beliefgrid.model.Pretraining;
import org.beliefgrid.model.Provenance;
import org.beliefgrid.model.Rbm;
import org.beliefgrid.model.SoftmaxLayer;
import org.beliefgrid.model.Sampling;
import org.beliefgrid.model.Standardisation;
import org.beliefgrid.model.TableInput;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.model.TableSchemaText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.model.Units;

/** Models small enough to be damaged in every way. */
final class TinyModels {
    static final Provenance PROVENANCE = new Provenance("hdfs://grid:8020/tiny \"images\": x", "sha256:0123abcd",
            60_000_000_000L, 59_999_999_999L, 0, 3, 17, "2026-11-22T22:00:00Z", "BeliefGrid 0.1.0, Java 17",
            "amd64, Haswell; \u00e4\n\ud83d\ude00", false);

    private TinyModels() {
    }

    /** 2x2 pixels, 3 and 2 hidden units, 2 classes; the parameters include the extremes of what is finite. */
    static Model whole() {
        return model(rbms(), Optional.of(new SoftmaxLayer(2, 2, counting(4, -0.5f), counting(2, 8))), PROVENANCE);
    }

    /** The same with all that a network can have. */
    static Model everything() {
        Units units = new Units(Units.Visible.GAUSSIAN, Units.Hidden.BERNOULLI);
        return new Model(new DeepBeliefNet(rbms(), units,
                Optional.of(new Standardisation(counting(4, -0.125f), new float[] {Float.MIN_VALUE, 1, 0.3f, Float.MAX_VALUE})),
                Optional.of(new LabelUnits(3, 2, counting(6, -0.25f), counting(3, 9))), whole().net().softmax()),
                new ImageShape(2, 2), plan().withPretraining(plan().pretraining().withUnits(units).withLabelUnits(true)),
                PROVENANCE);
    }

    /** The first with rows of a table: a number, and one of three countries. */
    static Model table() {
        TableSchema schema = TableSchemaText.read("schema", """
                features: [age, {name: country, categorical: true}]
                label: bought
                missing: mean
                """);
        return new Model(whole().net(), new ImageShape(1, 4), plan(), PROVENANCE, Optional.of(new TableInput(schema, List.of(
                TableInput.Column.number("age", 17.5, 1 / 3.0, 0.25f),
                TableInput.Column.categorical("country", List.of("CH", "", "\u00e4"), List.of(0.5f, 0.25f, 0.25f))),
                List.of("no", "yes"))));
    }

    static Model rectified() {
        Units units = new Units(Units.Visible.BERNOULLI, Units.Hidden.RECTIFIED);
        return new Model(new DeepBeliefNet(rbms(), units, Optional.empty(), Optional.empty(), Optional.empty()),
                new ImageShape(2, 2), plan().withPretraining(plan().pretraining().withUnits(units)), PROVENANCE);
    }

    static Model withoutSoftmax() {
        return model(rbms(), Optional.empty(), PROVENANCE);
    }

    /** A softmax layer alone, on 2x2 pixels. */
    static Model withoutLayers() {
        float[] weights = counting(8, -0.5f);
        weights[0] = -0f;
        weights[7] = Float.MIN_VALUE;
        return new Model(new DeepBeliefNet(List.of(), Optional.of(new SoftmaxLayer(4, 2, weights, counting(2, 8)))),
                new ImageShape(2, 2), plan(), PROVENANCE);
    }

    /** What is no network: three centroids of 2x2 pixels and their shares. */
    static LearnedSections sections() {
        return new LearnedSections(List.of(new NamedSection("clusters.centroids", List.of(3, 4), counting(12, -0.5f)),
                new NamedSection("clusters.shares", List.of(3), new float[] {0.25f, -0f, 0.75f})),
                Map.of("squaredDistance", 1 / 3.0), new ImageShape(2, 2),
                plan().withAlgorithm(new AlgorithmPlan("k-means", Map.of("clusters", "3"))), PROVENANCE, Optional.empty());
    }

    static Model withProvenance(Provenance provenance) {
        return model(rbms(), whole().net().softmax(), provenance);
    }

    static Model model(List<Rbm> rbms, Optional<SoftmaxLayer> softmax, Provenance provenance) {
        return new Model(new DeepBeliefNet(rbms, softmax), new ImageShape(2, 2), plan(), provenance);
    }

    static List<Rbm> rbms() {
        float[] weights = counting(12, -0.75f);
        weights[0] = -0f;
        weights[1] = Float.MIN_VALUE;
        weights[2] = -Float.MAX_VALUE;
        weights[11] = 0.1f;
        return List.of(new Rbm(4, 3, weights, counting(4, 1), counting(3, 2)),
                new Rbm(3, 2, counting(6, 3), counting(3, 4), counting(2, 5)));
    }

    static TrainingPlan plan() {
        return TrainingPlan.DEFAULTS.withHidden(List.of(3, 2)).withShards(5).withMiniBatch(20).withSeed(-42)
                .withPretraining(Pretraining.of(4, Descent.of(0.25, new Momentum(0.1, 0.2, 3, Momentum.Ramp.LINEAR), 1e-3),
                        new Sampling(2, Sampling.Chains.DATA, Sampling.Reconstruction.SAMPLES), 0.7)
                        .withInitialDeviation(InitialDeviation.of(0.5)))
                .withFineTuning(FineTuning.of(9, Descent.of(2, new Momentum(0.3, 0.4, 2, Momentum.Ramp.STEP), 0.01), 0.8,
                        Dropout.NONE));
    }

    /** {@code first}, and each next one an eighth more. */
    private static float[] counting(int count, float first) {
        float[] values = new float[count];
        for (int index = 0; index < count; index++) {
            values[index] = first + index / 8f;
        }
        return values;
    }
}
