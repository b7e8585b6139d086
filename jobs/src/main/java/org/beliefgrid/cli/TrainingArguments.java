package org.beliefgrid.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The arguments of a {@code train} command that is to run elsewhere, read here, so that mistakes in them are known at once. */
public final class TrainingArguments {
    private final TrainCommand command;
    private final ParseResult options;

    private TrainingArguments(TrainCommand command, ParseResult options) {
        this.command = command;
        this.options = options;
    }

    /**
     * Reads arguments; nothing is opened.
     *
     * @param arguments what follows the word {@code train}
     * @throws InvalidConfigException if they are not such
     */
    public static TrainingArguments parse(List<String> arguments) {
        TrainCommand command = new TrainCommand();
        try {
            ParseResult options = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true)
                    .parseArgs(arguments.toArray(String[]::new));
            return new TrainingArguments(command, options);
        } catch (ParameterException e) {
            throw new InvalidConfigException("train: " + e.getMessage());
        }
    }

    /** Whether the user gave the option. */
    public boolean given(String option) {
        return options.hasMatchedOption(option);
    }

    /** What the user gave as the option's value. */
    public Optional<String> value(String option) {
        OptionSpec found = options.matchedOption(option);
        return found == null ? Optional.empty() : found.originalStringValues().stream().findFirst();
    }

    /**
     * What they come to. Opens the data, a model to start from, and the store.
     *
     * @throws org.beliefgrid.error.BadInputException if data or model cannot be used, or the store not be written to
     * @throws InvalidConfigException if the plan cannot be learned from them
     */
    public TrainingPreview preview() throws IOException {
        return command.preview();
    }
}
