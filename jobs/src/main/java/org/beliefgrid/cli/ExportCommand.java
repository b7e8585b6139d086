package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.export.ExportFormat;
import org.beliefgrid.export.ExportedModel;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a stored model as a file for other programs; needs no grid. */
@picocli.CommandLine.Command(name = "export", mixinStandardHelpOptions = true,
        description = "Writes a stored model as a file for programs that know nothing of BeliefGrid. Needs no grid.")
public final class ExportCommand implements Command {
    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "MODEL", required = true,
            description = "model of the store: NAME (its promoted version, or the newest if none is), NAME@N or NAME@latest")
    private String name;

    @Option(names = "--format", paramLabel = "FORMAT", required = true,
            description = "onnx: the network as a graph that any ONNX runtime takes; safetensors: its parameters; scorer: a "
                    + "zip file with the model's file and a jar that classifies with it, in Java without libraries")
    private ExportFormat format;

    @Option(names = "--output", paramLabel = "FILE",
            description = "file to write, local or on any Hadoop file system; one that is there is replaced (default: "
                    + "NAME-N.onnx, NAME-N.safetensors or NAME-N-scorer.zip in the current folder)")
    private String output;

    @Mixin
    private StoreOptions store;

    @Override
    public Integer call() throws IOException {
        ModelVersion version = store.open().find(name);
        ExportedModel model = new ExportedModel(version, ModelVersions.load(version));
        format.requireExportable(model);
        Location file = Location.of(output == null ? format.fileName(model) : output);
        try {
            file.writeAtomically(out -> format.write(model, out));
        } catch (IOException e) {
            throw new InvalidConfigException("--output " + file + ": cannot be written: " + e.getMessage());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "exported %s as %s: %s, %,d bytes%n", version, format.name().toLowerCase(Locale.ROOT), file,
                file.length());
        Summary.printHash(out, model.model().net().sha256());
        out.flush();
        return ExitCode.DONE;
    }
}
