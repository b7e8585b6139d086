package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.beliefgrid.grid.security.GridSecret;
import org.junit.jupiter.api.Test;

class CtrlCTest {
    @Test
    void theEndOfTheProcessStopsATrainingOfItsOwn() {
        try (CtrlC signals = new TrainCommand().interruptible()) {
            assertTrue(signals.unhook());
        }
    }

    @Test
    void theEndOfTheProcessLeavesALaunchedTrainingAlone() {
        try (CtrlC signals = launched().interruptible()) {
            assertFalse(signals.unhook());
        }
    }

    @Test
    void aLaunchedTrainingIsStoppedWhenItIsTold() {
        AtomicInteger stopped = new AtomicInteger();
        TrainCommand command = launched();
        try (CtrlC signals = command.interruptible()) {
            signals.onSignal(stopped::incrementAndGet);
            command.cancel();
        }
        assertEquals(1, stopped.get());
    }

    @Test
    void theProcessEndsAsSoonAsItHasCleanedUp() {
        AtomicInteger cleaned = new AtomicInteger();
        try (CtrlC signals = CtrlC.withoutSignals()) {
            signals.endAfter(cleaned::incrementAndGet);
            signals.stop();
            assertEquals(1, cleaned.get());
        }
    }

    @Test
    void whatIsWrittenIsWrittenToItsEnd() throws IOException {
        AtomicInteger cleaned = new AtomicInteger();
        try (CtrlC signals = CtrlC.withoutSignals()) {
            signals.endAfter(cleaned::incrementAndGet);
            assertEquals("written", signals.toItsEnd(() -> "written"));
            assertEquals(0, cleaned.get());
            signals.toItsEnd(() -> {
                signals.stop();
                assertEquals(0, cleaned.get(), "not before the end");
                return "written";
            });
            assertEquals(1, cleaned.get());
        }
    }

    @Test
    void nothingIsBegunToBeWrittenAfterASignal() {
        try (CtrlC signals = CtrlC.withoutSignals()) {
            signals.stop();
            assertThrows(CancellationException.class, () -> signals.toItsEnd(() -> fail("begun")));
        }
    }

    @Test
    void whatFailsToBeWrittenLeavesTheActionAsItWas() {
        AtomicInteger cleaned = new AtomicInteger();
        try (CtrlC signals = CtrlC.withoutSignals()) {
            signals.onSignal(cleaned::incrementAndGet);
            assertThrows(IOException.class, () -> signals.toItsEnd(() -> {
                throw new IOException("full");
            }));
            signals.stop();
            assertEquals(1, cleaned.get());
        }
    }

    private static TrainCommand launched() {
        return new TrainCommand(new LaunchedGrid(List.of("127.0.0.1:1"), "grid", GridSecret.random(), "run", false,
                page -> { }));
    }
}
