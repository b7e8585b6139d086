package org.beliefgrid.grid;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.beliefgrid.learning.IterativeAlgorithm;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** All shipped algorithms on real members, one of which is killed. */
class GridConformanceIT {
    @TestFactory
    Stream<DynamicContainer> shippedAlgorithmsGiveTheSameBitsOnAnyGrid(@TempDir Path folder) {
        return ShippedAlgorithms.all().map(shipped -> DynamicContainer.dynamicContainer(shipped.name(),
                GridConformance.of(folder.resolve(shipped.name()), shipped.ofShards(ConformanceCases.SHARDS)
                        .toArray(IterativeAlgorithm[]::new)).tests()));
    }
}
