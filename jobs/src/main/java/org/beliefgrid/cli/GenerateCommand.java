package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.math.BlasKernel;
import org.beliefgrid.model.Model;
import org.beliefgrid.report.Mosaic;
import org.beliefgrid.report.Pictures;
import org.beliefgrid.scoring.Fantasies;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has a stored model draw cases of its own; needs no grid. */
@picocli.CommandLine.Command(name = "generate", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Has a stored model draw images of its own, by Gibbs sampling in its top machine and one pass down, as a "
                + "picture. Needs no grid.")
public final class GenerateCommand implements Command {
    private static final int MOST_IMAGES = 10_000;
    private static final int MOST_STEPS = 1_000_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", paramLabel = "MODEL", required = true,
            description = "model of the store: NAME (its promoted version, or the newest if none is), NAME@N or NAME@latest")
    private String name;

    @Option(names = "--n", paramLabel = "N", description = "images, each by a chain of its own (default: 100)")
    private int count = 100;

    @Option(names = "--label", paramLabel = "K",
            description = "class to draw, for models with label units; without it they are free, as all other units are")
    private Integer label;

    @Option(names = "--steps", paramLabel = "N", description = "steps of Gibbs sampling of each chain (default: 1000)")
    private int steps = 1000;

    @Option(names = "--seed", paramLabel = "N", description = "of all draws (default: 1)")
    private long seed = 1;

    @Option(names = "--output", paramLabel = "FILE",
            description = "PNG file to write, local or on any Hadoop file system; one that is there is replaced (default: "
                    + "NAME-N.png in the current folder)")
    private String output;

    @Mixin
    private StoreOptions store;

    @Override
    public Integer call() throws IOException {
        requireIn("--n", count, MOST_IMAGES);
        requireIn("--steps", steps, MOST_STEPS);
        ModelVersion version = store.open().find(name);
        Model model = ModelVersions.load(version);
        requireImages(version, model);
        if (model.net().rbms().isEmpty()) {
            throw new BadInputException(version.file() + ": a network without hidden layers draws nothing");
        }
        BlasKernel.prefer(model.plan().blasCore());
        byte[] png = draw(version, model);
        Location file = Location.of(output == null ? version.name() + "-" + version.number() + ".png" : output);
        try {
            file.writeAtomically(out -> out.write(png));
        } catch (IOException e) {
            throw new InvalidConfigException("--output " + file + ": cannot be written: " + e.getMessage());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%,d images drawn by %s%s, %,d steps each, seed %d: %s%n", count, version,
                label == null ? "" : ", label " + label, steps, seed, file);
        if (model.net().softmax().isPresent()) {
            out.println("the model is fine-tuned to tell classes apart; one that is only pre-trained (--finetune-epochs 0) "
                    + "draws better");
        }
        out.flush();
        return ExitCode.DONE;
    }

    private byte[] draw(ModelVersion version, Model model) {
        try (Fantasies fantasies = new Fantasies(model.net())) {
            requireLabel(version, fantasies.classes());
            OptionalInt clamped = label == null ? OptionalInt.empty() : OptionalInt.of(label);
            List<float[]> images = Pictures.rows(fantasies.draw(count, steps, seed, clamped), model.shape().pixels());
            return Mosaic.png(images, model.shape(), Mosaic.columns(count));
        }
    }

    private static void requireIn(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new InvalidConfigException("%s must be in 1 to %d, was %d".formatted(option, most, value));
        }
    }

    private static void requireImages(ModelVersion version, Model model) {
        if (!Mosaic.showsAnything(model.shape())) {
            throw new InvalidConfigException("%s learned cases of %s: they are no images to draw".formatted(version,
                    model.shape()));
        }
    }

    private void requireLabel(ModelVersion version, int classes) {
        if (label != null && classes == 0) {
            throw new InvalidConfigException(("--label needs a model with label units, %s has none; train one with labelUnits: "
                    + "true under pretraining").formatted(version));
        }
        if (label != null && (label < 0 || label >= classes)) {
            throw new InvalidConfigException("--label must be in 0 to %d, the classes of %s, was %d".formatted(classes - 1,
                    version,
                    label));
        }
    }
}
