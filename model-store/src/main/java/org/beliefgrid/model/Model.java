package org.beliefgrid.model;

import java.util.Optional;

/**
 * A trained network with everything needed to use it and to explain it. Needs no grid.
 *
 * @param net the network
 * @param shape size of the images it takes; {@code shape.pixels() == net.visible()}
 * @param plan the training plan, seed and shards included
 * @param provenance data, software and processor
 * @param table how rows of a table become its cases; empty for a model of images
 */
public record Model(DeepBeliefNet net, ImageShape shape, TrainingPlan plan, Provenance provenance, Optional<TableInput> table)
        implements Learned {
    public Model {
        shape.requirePixels(net.visible());
        if (table.isPresent() && table.get().units() != net.visible()) {
            throw new IllegalArgumentException("the network takes %d values, the columns of its table have %d"
                    .formatted(net.visible(), table.get().units()));
        }
        int names = table.map(columns -> columns.classes().size()).orElse(0);
        if (names > 0 && net.classes() > 0 && names != net.classes()) {
            throw new IllegalArgumentException("the network has %d classes, its table names %d".formatted(net.classes(),
                    names));
        }
    }

    /** A model of images. */
    public Model(DeepBeliefNet net, ImageShape shape, TrainingPlan plan, Provenance provenance) {
        this(net, shape, plan, provenance, Optional.empty());
    }

    @Override
    public String sha256() {
        return net.sha256();
    }

    /** Name of a class: that of its table, or its number. */
    public String className(int label) {
        return table.filter(columns -> !columns.classes().isEmpty()).map(columns -> columns.classes().get(label))
                .orElseGet(() -> String.valueOf(label));
    }
}
