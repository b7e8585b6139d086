package org.beliefgrid.process;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts processes of the program, with the class path and the JVM flags of this one. None outlives this object, or this
 * process if a signal ends it.
 */
public final class ProgramProcesses implements AutoCloseable {
    private static final String MAIN = "org.beliefgrid.cli.BeliefGrid";
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final List<ProgramProcess> started = new ArrayList<>();
    private final Thread killAll = new Thread(this::killAll, "beliefgrid-end-processes");
    private boolean ending;

    public ProgramProcesses() {
        Runtime.getRuntime().addShutdownHook(killAll);
    }

    /**
     * Starts a process.
     *
     * @param name of its files
     * @param arguments of the program
     * @param folder for what it prints, in {@code NAME.out} and {@code NAME.err}
     */
    public ProgramProcess start(String name, List<String> arguments, Path folder) throws IOException {
        return start(name, List.of(), arguments, folder);
    }

    /**
     * Starts a process with some more flags of the JVM.
     *
     * @param name of its files
     * @param flags of the JVM, besides those of this one
     * @param arguments of the program
     * @param folder for what it prints, in {@code NAME.out} and {@code NAME.err}
     */
    public ProgramProcess start(String name, List<String> flags, List<String> arguments, Path folder) throws IOException {
        return startClass(name, MAIN, flags, arguments, folder);
    }

    /**
     * Starts another program of this class path.
     *
     * @param name of its files
     * @param main its class
     * @param flags of the JVM, besides those of this one
     * @param arguments of the program
     * @param folder for what it prints, in {@code NAME.out} and {@code NAME.err}
     */
    public synchronized ProgramProcess startClass(String name, String main, List<String> flags, List<String> arguments,
            Path folder) throws IOException {
        if (ending) {
            throw new IllegalStateException(name + " is not started: this process is ending");
        }
        started.removeIf(process -> !process.isAlive());
        ProgramProcess process = ProgramProcess.start(name, command(main, flags, arguments), folder);
        started.add(process);
        return process;
    }

    private static List<String> command(String main, List<String> flags, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.removeIf(flag -> flag.startsWith("-Dbeliefgrid.terminal"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        return command;
    }

    private synchronized void killAll() {
        ending = true;
        started.forEach(ProgramProcess::kill);
    }

    /** Kills what still runs, and waits until it is gone. */
    @Override
    public void close() {
        killAll();
        try {
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            for (ProgramProcess process : started) {
                process.awaitEnd(deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(killAll);
        } catch (IllegalStateException e) {
            // The process is ending: the hook is running.
        }
    }
}
