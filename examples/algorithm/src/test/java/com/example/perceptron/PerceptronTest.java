package com.example.perceptron;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.beliefgrid.grid.AlgorithmConformance;
import org.beliefgrid.grid.ConformanceCases;
import org.beliefgrid.learning.AlgorithmProvider;
import org.beliefgrid.learning.RoundPlace;
import org.beliefgrid.learning.ShardCases;
import org.beliefgrid.learning.ShardResult;
import org.beliefgrid.learning.State;
import org.beliefgrid.learning.TrainingData;
import org.beliefgrid.model.AlgorithmPlan;
import org.beliefgrid.model.TrainingPlan;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PerceptronTest {
    private static final TrainingPlan PLAN = TrainingPlan.DEFAULTS.withAlgorithm(new AlgorithmPlan("perceptron",
            Map.of("epochs", "5")));

    @TestFactory
    Stream<DynamicTest> conforms() {
        return AlgorithmConformance.of(new Perceptron(ConformanceCases.UNITS, ConformanceCases.CLASSES, 5, 1)).tests();
    }

    @Test
    void aMistakeMovesTheCaseFromTheWrongClassToTheRightOne() {
        Perceptron perceptron = new Perceptron(2, 2, 1, 1);
        ShardCases cases = ShardCases.ofFloats(2, new float[] {0.5f, 1}, new int[] {1});
        ShardResult found = perceptron.shardEpoch(cases, perceptron.start(State.EMPTY), new RoundPlace(0, 0, 0));
        assertArrayEquals(new float[] {-0.5f, 0.5f, -1, 1}, found.averaged().get(0));
        assertArrayEquals(new float[] {-1, 1}, found.averaged().get(1));
        assertEquals(1, found.statistics()[0]);
    }

    @Test
    void itIsFoundByItsName() {
        assertEquals(PerceptronProvider.class, AlgorithmProvider.of(PLAN).getClass());
        assertEquals(List.of(new Perceptron(4, 3, 5, 1)), AlgorithmProvider.of(PLAN).algorithms(PLAN, TrainingData.of(4, 3)));
    }
}
