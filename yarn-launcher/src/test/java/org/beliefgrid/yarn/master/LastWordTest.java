package org.beliefgrid.yarn.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.beliefgrid.store.Location;
import org.beliefgrid.yarn.master.Work.Outcome;
import org.beliefgrid.yarn.master.Work.Outcome.End;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastWordTest {
    private static final long STEP_NANOS = 300_000_000;

    @TempDir
    private Path folder;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Reception reception = new Reception(thread);
    private final YarnEvents.OfResources yarn = new YarnEvents.OfResources(reception, () -> 0);
    private final List<String> told = new ArrayList<>();
    private Path staging;

    @BeforeEach
    void stage() throws IOException {
        staging = Files.createDirectory(folder.resolve("staging"));
        Files.createFile(staging.resolve("secret"));
    }

    @AfterEach
    void end() {
        thread.shutdownNow();
    }

    @Test
    void onlyTheLastAttemptSaysWhyItWasLostAndTidiesUp() throws IOException, YarnException {
        yarn.onError(new IOException("more than the queue has"));
        word(false).lost(reception.lost().join());
        assertEquals(List.of(), told);
        assertTrue(Files.exists(staging), "the next attempt needs it");
        word(true).lost(reception.lost().join());
        assertEquals(List.of("FAILED the application master failed: the resource manager refuses or cannot be reached: "
                + "java.io.IOException: more than the queue has"), told);
        assertFalse(Files.exists(staging));
    }

    @Test
    void whomYarnDismissesSaysNothing() throws IOException, YarnException {
        yarn.onShutdownRequest();
        word(true).lost(reception.lost().join());
        assertEquals(List.of(), told);
        assertTrue(Files.exists(staging), "another attempt may be at it");
    }

    @Test
    void whatYarnDidNotTakeIsSaidAgainAsItWas() throws IOException, YarnException {
        List<String> refused = new ArrayList<>();
        LastWord word = new LastWord(false, thread, files(), (status, text) -> {
            if (refused.isEmpty()) {
                refused.add(text);
                throw new YarnException("not now");
            }
            tell(status, text);
        });
        YarnException failure = assertThrows(YarnException.class, () -> word.say(new Outcome(End.SUCCEEDED, "a model")));
        word.failed(failure.toString());
        assertEquals(List.of("SUCCEEDED a model"), told);
    }

    @Test
    void aFileThatIsBeingWrittenDoesNotMakeTheFolderAgain() throws IOException, YarnException, InterruptedException {
        CountDownLatch writing = new CountDownLatch(1);
        thread.execute(() -> writeWhenInterrupted(writing));
        writing.await();
        word(true).say(new Outcome(End.SUCCEEDED, ""));
        assertTrue(thread.awaitTermination(1, TimeUnit.MINUTES));
        assertFalse(Files.exists(staging));
    }

    /** As a file system does that hears of the interrupt between two of its steps; the folder is gone if nobody waits. */
    private void writeWhenInterrupted(CountDownLatch writing) {
        try {
            writing.countDown();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            long end = System.nanoTime() + STEP_NANOS;
            while (Files.exists(staging) && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            staging.toFile().mkdirs();
        }
    }

    private LastWord word(boolean lastAttempt) {
        return new LastWord(lastAttempt, thread, files(), this::tell);
    }

    private MasterFiles files() {
        return new MasterFiles(Location.of(staging.toString()));
    }

    private void tell(FinalApplicationStatus status, String text) {
        told.add(status + " " + text);
    }
}
