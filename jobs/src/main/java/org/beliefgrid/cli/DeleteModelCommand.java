package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes one version. */
@picocli.CommandLine.Command(name = "delete", mixinStandardHelpOptions = true,
        description = "Deletes a version of a model, but not the promoted one. Its number is not given again.")
final class DeleteModelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME@N", description = "the version; NAME@latest is the newest")
    private String reference;

    @Mixin
    private StoreOptions store;

    @Override
    public Integer call() throws IOException {
        if (reference.indexOf('@') < 0) {
            throw new InvalidConfigException("version to delete must be NAME@N, was \"%s\"".formatted(reference));
        }
        ModelStore models = store.open();
        ModelVersion version = models.find(reference);
        models.versions(version.name()).delete(version.number());
        PrintWriter out = spec.commandLine().getOut();
        out.println("deleted " + version);
        out.flush();
        return ExitCode.DONE;
    }
}
