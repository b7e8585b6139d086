package org.beliefgrid.model;

/**
 * A trained network with everything needed to use it and to explain it. Needs no grid.
 *
 * @param net the network
 * @param shape size of the images it takes; {@code shape.pixels() == net.visible()}
 * @param plan the training plan, seed and shards included
 * @param provenance data, software and processor
 */
public record Model(DeepBeliefNet net, ImageShape shape, TrainingPlan plan, Provenance provenance) {
    public Model {
        shape.requirePixels(net.visible());
    }
}
