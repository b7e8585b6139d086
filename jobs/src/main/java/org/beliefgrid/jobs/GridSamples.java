package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.beliefgrid.data.ValueEncoding;
import org.beliefgrid.grid.Block;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.report.Samples;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cases that a run learns from, taken out of the grid to be shown. */
public final class GridSamples {
    private static final int MOST_SAMPLES = 10;
    private static final Logger LOGGER = LoggerFactory.getLogger(GridSamples.class);

    private final GridMaps maps;

    /** @param grid a member or a client */
    public GridSamples(HazelcastInstance grid) {
        maps = new GridMaps(grid);
    }

    /**
     * Cases of a dataset's first block: one of each label as far as there are such, then others.
     *
     * @return {@link Samples#NONE} if the block cannot be had now
     */
    public Samples of(Dataset dataset) {
        try {
            Block block = maps.blocks().get(dataset.key(0, 0));
            return block == null || !block.encoding().equals(ValueEncoding.UNSIGNED_BYTES.word()) ? Samples.NONE : of(block);
        } catch (RuntimeException e) {
            LOGGER.info("no case of {} can be shown: {}", dataset.name(), e.toString());
            return Samples.NONE;
        }
    }

    private static Samples of(Block block) {
        Map<Byte, Integer> firstOf = new LinkedHashMap<>();
        for (int index = 0; index < block.cases(); index++) {
            firstOf.putIfAbsent(block.labels()[index], index);
        }
        Stream<Integer> ofLabels = firstOf.entrySet().stream().sorted(Map.Entry.comparingByKey()).map(Map.Entry::getValue);
        Stream<Integer> others = Stream.iterate(0, index -> index < block.cases(), index -> index + 1);
        return new Samples(Stream.concat(ofLabels, others).distinct().limit(MOST_SAMPLES)
                .map(index -> Samples.shares(Arrays.copyOfRange(block.values(), index * block.units(),
                        (index + 1) * block.units()))).toList());
    }
}
