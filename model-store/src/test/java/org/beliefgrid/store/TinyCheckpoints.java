package org.beliefgrid.store;

import java.util.List;
import org.beliefgrid.model.RunDescription;
import org.beliefgrid.model.RunProgress;
import org.beliefgrid.model.RunState;
import org.beliefgrid.store.Checkpoint.Numbers;
import org.beliefgrid.store.Checkpoint.Own;

/** Checkpoints small enough to be damaged in every way. */
final class TinyCheckpoints {
    private TinyCheckpoints() {
    }

    static RunState run(String run, int round) {
        return new RunState(
                new RunDescription(run, "tiny", "data: \"x\"", List.of("idx", "/a b/images", "", "3"), List.of(), 3,
                        "images sha256:01", "hidden: [3]\nshards: 2\n", "Haswell", "", "2026-11-25T12:00:00Z", 5),
                new RunProgress(RunProgress.Status.RUNNING, "", "fine-tuning", 4, 9, 2, 3, 1, round - 1, round,
                        "2026-11-25T12:01:00Z", "", 0));
    }

    /** With all that a checkpoint can have, numbers that are not finite, too: what shards keep may be anything. */
    static Checkpoint at(String run, int round) {
        return new Checkpoint(run(run, round),
                List.of(new Numbers("layer0.weights", new float[] {1, -0f, Float.MIN_VALUE, Float.NaN}),
                        new Numbers("layer0.\u00e4", new float[] {round})),
                List.of(new Numbers("softmax.weights", new float[] {0.1f, Float.NEGATIVE_INFINITY})),
                List.of(new Own(round, 0, 0, new float[] {1, 0, 1}), new Own(round + 1, 1, 0, new float[] {0, 0, 1})));
    }
}
