package org.beliefgrid.yarn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.beliefgrid.error.InvalidConfigException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ScaleCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "100000"})
    void aNumberOfMembersThatNoGridHasIsRefusedBeforeAnybodyIsAsked(String members) {
        ScaleCommand command = new ScaleCommand();
        new CommandLine(command).parseArgs(members);
        InvalidConfigException refusal = assertThrows(InvalidConfigException.class, command::call);
        assertEquals("N must be in 1 to 1000, was " + members, refusal.getMessage());
    }
}
