package org.beliefgrid.yarn.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.beliefgrid.cli.TrainingArguments;
import org.beliefgrid.cli.TrainingPreview;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.store.Location;
import org.beliefgrid.yarn.spec.Staging;

/**
 * The arguments of {@code train}, made to hold on another machine: what is only here is refused, or comes along.
 *
 * @param arguments after the word {@code train}
 * @param preview what they come to
 * @param planFile plan on this machine that goes along; in the arguments it is {@link Staging#PLAN}
 */
record RemoteTraining(List<String> arguments, TrainingPreview preview, Optional<Path> planFile) {
    private static final Pattern PRESET_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");
    private static final Set<String> LAUNCHERS = Set.of("--cluster", "--cluster-name", "--members", "--threads",
            "--secret-file");

    /**
     * Reads them, and looks at data, plan, model and store.
     *
     * @param given as the user gave them
     * @param store where models go if the user does not say
     * @throws InvalidConfigException if something of them is only on this machine
     */
    static RemoteTraining of(List<String> given, String store) throws IOException {
        TrainingArguments user = TrainingArguments.parse(given);
        for (String option : LAUNCHERS) {
            if (user.given(option)) {
                throw new InvalidConfigException("train: %s is for yarn submit to say, before the --".formatted(option));
            }
        }
        if (user.given("--ui")) {
            throw new InvalidConfigException("train: --ui shows a page on the machine that it runs on, here a node of the "
                    + "cluster; "
                    + "yarn status names the application's own page");
        }
        if (user.given("--lib")) {
            throw new InvalidConfigException("train: --lib is a folder of this machine, which containers do not see; yarn "
                    + "submit --jars, before the --, uploads jars");
        }
        for (String option : List.of("--json", "--store", "--schema", "--test")) {
            Optional<String> value = user.value(option);
            if (value.isPresent() && Location.of(value.get()).isLocal()) {
                throw new InvalidConfigException(("train: %s %s is a path of this machine, which containers do not see; "
                        + "expected one on the "
                        + "cluster's file system, such as hdfs:///user/me/models").formatted(option, value.get()));
            }
        }
        Optional<String> from = user.value("--from");
        if (from.isPresent() && from.get().indexOf('/') >= 0 && Location.of(from.get()).isLocal()) {
            throw new InvalidConfigException("train: --from %s is a file of this machine, which containers do not see"
                    .formatted(from.get()));
        }
        List<String> arguments = new ArrayList<>(given);
        if (!user.given("--store")) {
            arguments.addAll(List.of("--store", store));
        }
        TrainingPreview preview = TrainingArguments.parse(arguments).preview();
        if (preview.dataIsLocal()) {
            throw new InvalidConfigException(("train: the data \"%s\" are files of this machine, which containers do not see; "
                    + "put them on the "
                    + "cluster's file system (hdfs dfs -put) and name that folder with --data").formatted(preview.data()));
        }
        Optional<Path> planFile = user.value("--preset").flatMap(RemoteTraining::localFile);
        if (planFile.isPresent() && !user.given("--model")) {
            arguments.addAll(List.of("--model", preview.model()));  // which the name of the user's file is a part of
        }
        List<String> remote = planFile.isPresent() ? withPreset(arguments, Staging.PLAN) : arguments;
        return new RemoteTraining(List.copyOf(remote), preview, planFile);
    }

    private static Optional<Path> localFile(String preset) {
        if (PRESET_NAME.matcher(preset).matches() || !Location.of(preset).isLocal()) {
            return Optional.empty();
        }
        Path file = Path.of(preset.replaceFirst("^file:/+", "/"));
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /** The same with another value of {@code --preset}. */
    static List<String> withPreset(List<String> arguments, String preset) {
        List<String> changed = new ArrayList<>();
        for (int index = 0; index < arguments.size(); index++) {
            String argument = arguments.get(index);
            if (argument.equals("--preset")) {
                changed.addAll(List.of(argument, preset));
                index++;
            } else {
                changed.add(argument.startsWith("--preset=") ? "--preset=" + preset : argument);
            }
        }
        return changed;
    }
}
