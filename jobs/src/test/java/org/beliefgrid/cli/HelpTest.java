package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What the program says about itself. */
class HelpTest {
    static Stream<CommandSpec> commands() {
        return ServiceLoader.load(Command.class).stream().map(found -> new CommandLine(found.get()).getCommandSpec());
    }

    @Test
    void theCommandsOfTheReadmeAreFound() {
        Set<String> names = commands().map(CommandSpec::name).collect(Collectors.toSet());
        assertTrue(names.containsAll(Set.of("train", "evaluate", "member")), names::toString);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void everyOptionIsDescribed(CommandSpec command) {
        assertTrue(command.usageMessage().description().length > 0, command.name() + " has no description");
        List<ArgSpec> silent = command.args().stream()
                .filter(option -> String.join("", option.description()).isBlank()).toList();
        assertEquals(List.of(), silent, command.name());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void helpNamesEveryOption(CommandSpec command) {
        InProcess said = InProcess.run(command.name(), "--help");
        assertEquals(0, said.exitCode(), said.err());
        assertAll(command.options().stream().map(OptionSpec::longestName)
                .map(name -> () -> assertTrue(said.out().contains(name), () -> name + " is not in\n" + said.out())));
    }

    @Test
    void helpOfTheProgramNamesCommandsAndExitCodes() {
        InProcess said = InProcess.run("--help");
        assertEquals(0, said.exitCode(), said.err());
        commands().forEach(command -> assertTrue(said.out().lines().anyMatch(
                line -> line.strip().startsWith(command.name() + " ")), () -> command.name() + " is not in\n" + said.out()));
        for (int code : new int[] {0, 1, 2, 3, 4, 5, 130}) {
            assertTrue(said.out().lines().anyMatch(line -> line.matches(" +" + code + " +\\S.*")),
                    () -> "exit code " + code + " is not in\n" + said.out());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Java", "Hazelcast", "ND4J", "OpenBLAS"})
    void versionNamesWhatTheBuildIsMadeOf(String part) {
        InProcess said = InProcess.run("--version");
        assertEquals(0, said.exitCode(), said.err());
        assertTrue(said.out().startsWith("BeliefGrid "), said.out());
        assertTrue(said.out().matches("(?s).*\\b" + part + " \\d[^, ]*(,.*|\\R)"), () -> part + " has no version in "
                + said.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "train", "evaluate --model digits", "member"})
    void unknownOptionIsAnErrorOfUsage(String command) {
        InProcess said = InProcess.run((command + " --no-such-option").strip().split(" "));
        List<String> lines = said.err().lines().toList();
        assertEquals(2, said.exitCode(), said.err());
        assertEquals("", said.out());
        assertEquals(2, lines.size(), said.err());
        assertTrue(lines.get(0).startsWith("beliefgrid: ") && lines.get(0).contains("--no-such-option"), said.err());
        assertEquals("Try '" + ("beliefgrid " + command.split(" ")[0]).strip() + " --help'.", lines.get(1));
    }

    @Test
    void helpOfModelsNamesItsCommandsAndTheirOptionsAreDescribed() {
        InProcess said = InProcess.run("models", "--help");
        assertEquals(0, said.exitCode(), said.err());
        new CommandLine(new ModelsCommand()).getSubcommands().forEach((name, command) -> {
            assertTrue(said.out().lines().anyMatch(line -> line.strip().startsWith(name + " ")), said::out);
            everyOptionIsDescribed(command.getCommandSpec());
            assertEquals(0, InProcess.run("models", name, "--help").exitCode());
        });
        assertEquals(2, InProcess.run("models").exitCode());
        assertEquals(2, InProcess.run("models", "prune", "m").exitCode());
    }

    @Test
    void noCommandIsAnErrorOfUsage() {
        assertEquals(2, InProcess.run().exitCode());
        assertEquals(2, InProcess.run("no-such-command").exitCode());
    }
}
