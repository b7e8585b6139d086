package org.beliefgrid.grid;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.beliefgrid.error.GridUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a caller writes into the grid and nobody could make again. A member that stood still, or was behind a broken network,
 * may do a write and acknowledge it when the others have long gone on without it, and the entry is lost with what it had in
 * memory. So the caller looks again, after a moment at which all members saw each other ({@link CommonView}), and writes once
 * more what is missing (docs/adr/024).
 */
public final class ConfirmedWrites {
    private static final Logger LOGGER = LoggerFactory.getLogger(ConfirmedWrites.class);
    private static final int MOST_TRIALS = 10;

    private final Runnable view;
    private final List<Write<?, ?>> writes = new ArrayList<>();

    /** @param grid a member or a client */
    public ConfirmedWrites(HazelcastInstance grid) {
        this(new CommonView(grid)::await);
    }

    /** @param view waits for a moment at which members see each other */
    ConfirmedWrites(Runnable view) {
        this.view = view;
    }

    /** @param over whether something else may stand under the key, so that only the value itself will do */
    private record Write<K, V>(IMap<K, V> map, K key, V value, boolean over) {
        private CompletableFuture<Void> start() {
            try {
                return map.setAsync(key, value).toCompletableFuture();
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        /** Not known to be there, if members come and go while it is looked for. */
        private boolean isThere() {
            try {
                return over ? value.equals(map.get(key)) : map.containsKey(key);
            } catch (RuntimeException e) {
                if (!PassingFailures.includes(e)) {
                    throw e;
                }
                return false;
            }
        }
    }

    /** Adds an entry whose key says all of its content: whatever stands under it will do. */
    public <K, V> void write(IMap<K, V> map, K key, V value) {
        writes.add(new Write<>(map, key, value, false));
    }

    /**
     * Adds an entry that may take the place of another one.
     *
     * @param value which has an equality
     */
    public <K, V> void writeOver(IMap<K, V> map, K key, V value) {
        writes.add(new Write<>(map, key, value, true));
    }

    /** A write that went wrong because members come and go may have been done or not: the reading afterwards says so. */
    private static void await(CompletableFuture<Void> write) {
        try {
            write.join();
        } catch (CompletionException e) {
            if (!PassingFailures.includes(e)) {
                throw e;
            }
        }
    }

    /**
     * Writes all of it, and makes sure that it is in the grid: on members that see each other.
     *
     * @param what is written, for messages
     * @throws GridUnavailableException if the members do not agree on who is there, or lose it again and again
     */
    public void confirm(String what) {
        List<Write<?, ?>> missing = writes;
        for (int trial = 0; trial < MOST_TRIALS; trial++) {
            missing.stream().map(Write::start).toList().forEach(ConfirmedWrites::await);
            view.run();
            missing = writes.stream().filter(write -> !write.isThere()).toList();
            if (missing.isEmpty()) {
                return;
            }
            LOGGER.warn("{} of {} entries of {} were written on a member that the others had given up: writing them again",
                    missing.size(), writes.size(), what);
        }
        throw new GridUnavailableException("%d of %d entries of %s were lost %d times: members come and go too often"
                .formatted(missing.size(), writes.size(), what, MOST_TRIALS));
    }
}
