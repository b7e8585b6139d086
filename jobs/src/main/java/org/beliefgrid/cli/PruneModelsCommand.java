package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes old versions. */
@picocli.CommandLine.Command(name = "prune", mixinStandardHelpOptions = true,
        description = "Deletes all versions of a model but the newest ones and the promoted one.")
final class PruneModelsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "the model")
    private String name;

    @Option(names = "--keep", paramLabel = "K", required = true, description = "how many of the newest versions stay, 1 and up")
    private int keep;

    @Mixin
    private StoreOptions store;

    @Override
    public Integer call() throws IOException {
        ModelStore models = store.open();
        String found = models.find(name + "@latest").name();
        List<ModelVersion> deleted = models.versions(found).prune(keep);
        PrintWriter out = spec.commandLine().getOut();
        deleted.forEach(version -> out.println("deleted " + version));
        if (deleted.isEmpty()) {
            out.println("nothing to delete");
        }
        out.flush();
        return ExitCode.DONE;
    }
}
