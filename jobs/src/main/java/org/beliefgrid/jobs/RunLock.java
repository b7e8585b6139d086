package org.beliefgrid.jobs;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.grid.GridMaps;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Held in a grid while somebody does with a run, or the name of a dataset, what only one may do at a time. It goes with the
 * process or the client that holds it, and belongs to the thread that took it, which may take it again.
 */
final class RunLock implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(RunLock.class);

    private static final long RESULT_SECONDS = 60;

    private final IMap<String, String> map;
    private final String key;
    private boolean held = true;

    private RunLock(IMap<String, String> map, String key) {
        this.map = map;
        this.key = key;
    }

    /**
     * For bringing a run back into the grid: a second one would write into the same places.
     *
     * @throws InvalidConfigException if somebody else holds it
     */
    static RunLock toResume(HazelcastInstance grid, String run) {
        return take(grid, "resuming " + run, 0, "--resume %s: another process is just going on with this run in this grid"
                .formatted(run));
    }

    /**
     * For taking the result of a run that has finished: of several who watch it one saves the model. Whoever is at it is
     * waited for.
     *
     * @throws InvalidConfigException if somebody else holds it for long
     */
    static RunLock toTakeResult(HazelcastInstance grid, String run) {
        return take(grid, "result of " + run, RESULT_SECONDS, "run %s: another process has been saving its model for %d s"
                .formatted(run, RESULT_SECONDS));
    }

    /**
     * For loading a dataset under a name: a second one would remove what the first has written.
     *
     * @throws InvalidConfigException if somebody else holds it
     */
    static RunLock toLoad(HazelcastInstance grid, String name) {
        return take(grid, "loading " + name, 0, NamedLoad.justLoaded(name));
    }

    /**
     * For as long as a caller waits for the first reading of a table.
     *
     * @param name of the reading
     * @return empty if somebody else holds it
     */
    static Optional<RunLock> toSurvey(HazelcastInstance grid, String name) {
        return tryToTake(grid, "reading " + name, 0);
    }

    private static RunLock take(HazelcastInstance grid, String key, long seconds, String otherwise) {
        return tryToTake(grid, key, seconds).orElseThrow(() -> new InvalidConfigException(otherwise));
    }

    private static Optional<RunLock> tryToTake(HazelcastInstance grid, String key, long seconds) {
        IMap<String, String> map = new GridMaps(grid).descriptions();
        try {
            return map.tryLock(key, seconds, TimeUnit.SECONDS) ? Optional.of(new RunLock(map, key)) : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    @Override
    public void close() {
        if (held) {
            held = false;
            try {
                map.unlock(key);
            } catch (IllegalMonitorStateException e) {
                // The members freed it while this caller was cut off from them; its work was done all the same.
                LOGGER.info("the lock on {} was gone before it was given back", key);
            }
        }
    }
}
