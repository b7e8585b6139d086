package org.beliefgrid.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.Moment;
import org.beliefgrid.model.Promotion;
import org.beliefgrid.store.ModelStore;
import org.beliefgrid.store.ModelVersion;
import org.beliefgrid.store.ModelVersions.PromotionRequest;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a version the one that scoring uses; an older one, too. */
@picocli.CommandLine.Command(name = "promote", mixinStandardHelpOptions = true,
        description = "Makes a version of a model the one that NAME alone means, newer versions or not, and records who did "
                + "it, when, and on which evaluation it rests.")
final class PromoteModelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME@N", description = "the version; NAME@latest is the newest")
    private String reference;

    @Mixin
    private StoreOptions store;

    @Option(names = "--evaluation", paramLabel = "N",
            description = "the evaluation that the promotion rests on, by its number in models show (default: the newest)")
    private Integer evaluation;

    @Option(names = "--without-evaluation", description = "promote a version that has no evaluation")
    private boolean withoutEvaluation;

    @Override
    public Integer call() throws IOException {
        if (reference.indexOf('@') < 0) {
            throw new InvalidConfigException("version to promote must be NAME@N, was \"%s\"".formatted(reference));
        }
        ModelStore models = store.open();
        ModelVersion version = models.find(reference);
        Promotion promotion = models.versions(version.name()).promote(new PromotionRequest(version.number(),
                Optional.ofNullable(evaluation), withoutEvaluation, user(), Moment.now()));
        PrintWriter out = spec.commandLine().getOut();
        out.println("promoted " + version + ", resting on " + ShowModelCommand.line(promotion.basis()));
        out.flush();
        return ExitCode.DONE;
    }

    /** Who is at it: user@host. */
    static String user() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown-host";  // a machine without a name
        }
        return System.getProperty("user.name") + "@" + host;
    }
}
