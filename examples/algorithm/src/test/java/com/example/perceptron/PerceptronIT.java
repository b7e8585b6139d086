package com.example.perceptron;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.beliefgrid.grid.ConformanceCases;
import org.beliefgrid.grid.GridConformance;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The same bits on one member, on three, and on three of which one is killed. */
class PerceptronIT {
    @TestFactory
    Stream<DynamicTest> conformsOnAGrid(@TempDir Path folder) {
        return GridConformance.of(folder, new Perceptron(ConformanceCases.UNITS, ConformanceCases.CLASSES, 6, 1)).tests();
    }
}
