package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.beliefgrid.data.CaseSource;
import org.beliefgrid.error.BadInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads blocks again that went away with more members than they have backups: those of the shards at home on this member, in
 * one pass over their source, and of them only what is missing. One for each member, so that its tasks do it once.
 */
final class LostBlocks {
    private static final Logger LOGGER = LoggerFactory.getLogger(LostBlocks.class);
    private static final String CONTEXT_KEY = "beliefgrid.lostBlocks";

    private final HazelcastInstance member;
    private final GridMaps maps;

    private LostBlocks(HazelcastInstance member) {
        this.member = member;
        maps = new GridMaps(member);
    }

    static LostBlocks of(HazelcastInstance member) {
        return (LostBlocks) member.getUserContext().computeIfAbsent(CONTEXT_KEY, key -> new LostBlocks(member));
    }

    /**
     * Sees to it that a shard's blocks are there.
     *
     * @param name of the dataset
     * @throws LostBlocksException if only the caller can read the source, or if it is damaged or not what it was
     * @throws IOException if the source cannot be read now, but could be another time
     */
    synchronized void restore(String name, int shard) throws IOException {
        Dataset dataset = Required.value(maps.datasets().get(name), "dataset " + name);
        List<Integer> incomplete = IntStream.range(0, dataset.shards())
                .filter(other -> (other == shard || isAtHome(dataset.homes()[other])) && !isComplete(dataset, other))
                .boxed().toList();
        if (incomplete.isEmpty()) {
            return;
        }
        LoadedSource source = maps.sources().get(name);
        if (source == null) {
            throw new LostBlocksException(name, "nobody knows where it came from");
        }
        Map<BlockKey, Block> blocks = source.byCaller() ? readAsCaller(dataset, source, incomplete)
                : read(dataset, source, incomplete);
        blocks.keySet().removeIf(maps.blocks()::containsKey);
        blocks.forEach(maps.blocks()::set);
        LOGGER.warn("dataset {}: {} blocks of shards {} were lost and have been loaded again", name, blocks.size(), incomplete);
    }

    private boolean isAtHome(int home) {
        return member.getPartitionService().getPartition(home).getOwner() == member.getCluster().getLocalMember();
    }

    private boolean isComplete(Dataset dataset, int shard) {
        return IntStream.range(0, dataset.blocks(shard)).allMatch(block -> maps.blocks().containsKey(dataset.key(shard,
                block)));
    }

    /** A file of the caller is there, too, on the caller's host or on a disk that both share; its fingerprint says so. */
    private static Map<BlockKey, Block> readAsCaller(Dataset dataset, LoadedSource source, List<Integer> shards) {
        try {
            return read(dataset, source, shards);
        } catch (IOException | LostBlocksException e) {
            throw new LostBlocksException(dataset.name(), "the command that started the run read them from files of its own, "
                    + "which this member cannot read: " + e.getMessage());
        }
    }

    private static Map<BlockKey, Block> read(Dataset dataset, LoadedSource source, List<Integer> shards) throws IOException {
        Map<BlockKey, Block> blocks = new HashMap<>();
        try {
            CaseSource cases = source.spec().open();
            ShardLayout layout = source.layout(dataset.homes());
            if (cases.cases() != layout.rows() || cases.visible() != layout.units()) {
                throw changed(dataset, "%d cases of %d values, were %d of %d".formatted(cases.cases(), cases.visible(),
                        layout.rows(), layout.units()));
            }
            new ShardLoader(layout, shards).load(cases, blocks::put, (key, shard) -> {
                if (!shard.problem().isEmpty()) {
                    throw new LostBlocksException(dataset.name(), shard.problem());
                }
                if (!shard.fingerprint().equals(dataset.fingerprint())) {
                    throw changed(dataset, "%s, was %s".formatted(shard.fingerprint(), dataset.fingerprint()));
                }
            });
        } catch (BadInputException e) {
            throw new LostBlocksException(dataset.name(), e.getMessage());
        }
        return blocks;
    }

    private static LostBlocksException changed(Dataset dataset, String how) {
        return new LostBlocksException(dataset.name(), "its source is not what it was: " + how);
    }
}
