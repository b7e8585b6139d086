package org.beliefgrid.grid;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** All shipped algorithms keep the contract of the interface. */
class AlgorithmConformanceTest {
    @TestFactory
    Stream<DynamicContainer> shippedAlgorithmsConform() {
        return ShippedAlgorithms.all().map(shipped -> DynamicContainer.dynamicContainer(shipped.name(),
                AlgorithmConformance.ofShards(shipped::ofShards).tests()));
    }
}
