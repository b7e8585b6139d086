package org.beliefgrid.yarn.master;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.beliefgrid.yarn.master.Work.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the application with an attempt: removes the staging folder, and tells YARN that no other attempt is to follow. */
final class LastWord {
    /** For a file that is being written: it would make the folder again. */
    private static final long WRITING_SECONDS = 5;
    private static final int LONGEST_DIAGNOSTICS = 8_000;
    private static final Logger LOGGER = LoggerFactory.getLogger(LastWord.class);

    private final boolean lastAttempt;
    private final ExecutorService writer;
    private final MasterFiles files;
    private final Yarn yarn;
    /** Null as long as another attempt can find everything in place. */
    private Outcome said;

    /** Who is told. */
    @FunctionalInterface
    interface Yarn {
        void unregister(FinalApplicationStatus status, String diagnostics) throws IOException, YarnException;
    }

    /**
     * With nothing said so far.
     *
     * @param lastAttempt whether YARN starts no other one
     * @param writer on whose thread files are written
     */
    LastWord(boolean lastAttempt, ExecutorService writer, MasterFiles files, Yarn yarn) {
        this.lastAttempt = lastAttempt;
        this.writer = writer;
        this.files = files;
        this.yarn = yarn;
    }

    /** Nobody comes after this attempt. */
    void say(Outcome outcome) throws IOException, YarnException {
        // What the application came to stays, where YARN has to be told again.
        said = said == null ? outcome : said;
        stopWriting();
        delete();
        String text = said.text();
        yarn.unregister(FinalApplicationStatus.valueOf(said.end().name()),
                text.length() <= LONGEST_DIAGNOSTICS ? text : text.substring(0, LONGEST_DIAGNOSTICS));
    }

    /** This attempt cannot go on: only the last one says why, as the next one would find everything in place. */
    void failed(String reason) throws IOException, YarnException {
        if (lastAttempt || said != null) {
            say(new Outcome(Outcome.End.FAILED, "the application master failed: " + reason));
        }
    }

    /** This attempt is over without having been asked to end. */
    void lost(Reception.Loss loss) throws IOException, YarnException {
        if (!loss.dismissed()) {
            failed(loss.reason());
        }
    }

    private void stopWriting() {
        writer.shutdownNow();
        try {
            if (!writer.awaitTermination(WRITING_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.warn("a file is still being written: the staging folder may stay");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void delete() {
        try {
            files.delete();
        } catch (IOException e) {
            LOGGER.warn("the staging folder stays: {}", e.toString());
        }
    }
}
