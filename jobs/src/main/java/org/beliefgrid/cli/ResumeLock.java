package org.beliefgrid.cli;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.util.concurrent.TimeUnit;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.GridMaps;

/**
 * Held in a grid while somebody brings a run back into it: a second one would write into the same places. It goes with the
 * process or the client that holds it, and belongs to the thread that took it.
 */
final class ResumeLock implements AutoCloseable {
    private final IMap<String, String> map;
    private final String key;
    private boolean held = true;

    private ResumeLock(IMap<String, String> map, String key) {
        this.map = map;
        this.key = key;
    }

    /** @throws InvalidConfigException if somebody else holds it */
    static ResumeLock of(HazelcastInstance grid, String run) {
        IMap<String, String> map = new GridMaps(grid).descriptions();
        String key = "resuming " + run;
        try {
            if (map.tryLock(key, 0, TimeUnit.SECONDS)) {
                return new ResumeLock(map, key);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new InvalidConfigException("--resume %s: another process is just going on with this run in this grid"
                .formatted(run));
    }

    @Override
    public void close() {
        if (held) {
            held = false;
            map.unlock(key);
        }
    }
}
