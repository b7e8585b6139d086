package org.beliefgrid.grid.monitoring;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.RoundReport;

/** The runs of the grid as one member knows them: it is told of every round, and asks for nothing. */
final class WatchedRuns implements EntryAddedListener<String, RoundReport>, EntryUpdatedListener<String, RoundReport>,
        EntryRemovedListener<String, RoundReport> {
    private final Map<String, RunTally> tallies = new ConcurrentHashMap<>();
    private final Consumer<String> came;
    private final Consumer<String> went;

    /**
     * @param came is told of the name of a run that is new here
     * @param went is told of the name of a run that was forgotten
     */
    WatchedRuns(Consumer<String> came, Consumer<String> went) {
        this.came = came;
        this.went = went;
    }

    /** Begins to watch. All members are told of that, so it takes as long as they take to answer. */
    void watch(HazelcastInstance member) {
        GridMaps maps = new GridMaps(member);
        maps.progress().addEntryListener(this, true);
        maps.progress().forEach((run, report) -> {
            if (!tallies.containsKey(run)) {  // else a newer report than this one may have come already
                heard(run, report);
            }
        });
    }

    private void heard(String run, RoundReport report) {
        boolean[] isNew = new boolean[1];
        tallies.compute(run, (name, known) -> {
            isNew[0] = known == null;
            return (known == null ? RunTally.NOTHING : known).after(report);
        });
        if (isNew[0]) {
            came.accept(run);
        }
    }

    @Override
    public void entryAdded(EntryEvent<String, RoundReport> event) {
        heard(event.getKey(), event.getValue());
    }

    @Override
    public void entryUpdated(EntryEvent<String, RoundReport> event) {
        heard(event.getKey(), event.getValue());
    }

    @Override
    public void entryRemoved(EntryEvent<String, RoundReport> event) {
        if (tallies.remove(event.getKey()) != null) {
            went.accept(event.getKey());
        }
    }

    /** What is known now, by the runs' names. */
    Map<String, RunTally> tallies() {
        return Map.copyOf(tallies);
    }

    /** What is known of a run; nothing if it is unknown. */
    RunTally of(String run) {
        return tallies.getOrDefault(run, RunTally.NOTHING);
    }
}
