package org.beliefgrid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options that say who may look, as users give them. */
class MetricsOptionsIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            member --metrics-port 65536 | the metrics port must be in 0 to 65535, was 65536
            member --metrics-port 0 --metrics-interface no.such.place.invalid \
            | metrics interface no.such.place.invalid: no such address
            member --management-center somewhere \
            | Management Center's address must be one such as 10.8.0.7 or 10.8.0.*, was somewhere
            train --cluster 127.0.0.1:1 --metrics-port 9404 \
            | --metrics-port and --cluster exclude each other: give it to the members
            train --members 3 --metrics-port 65533 | --metrics-port must be in 0 to 65532 with 3 members, was 65533
            """)
    void whatCannotBeIsRefusedInOneLineBeforeAnythingStarts(String command, String line) {
        InProcess said = InProcess.run(command.split(" ")).exited(ExitCode.USAGE);
        assertEquals(List.of("beliefgrid: " + line), said.err().lines().toList());
        assertEquals("", said.out());
    }

    @Test
    void aMemberSaysWhereItsPageIs() throws Exception {
        try (Cli member = Cli.start(folder, List.of("member", "--port", "0", "--threads", "1", "--metrics-port", "0",
                "--management-center", "127.0.0.1", "--store", "models"))) {
            String url = member.awaitLine("^metrics at (http://127\\.0\\.0\\.1:\\d+/metrics)$").group(1);
            HttpResponse<String> page = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url)).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertTrue(page.body().contains("beliefgrid_member_members{member=\"127.0.0.1:"), page::body);
        }
    }

    @Test
    void aTrainingWithMembersOfItsOwnSaysWhereTheFirstOnesPageIs() throws Exception {
        SmallPlan.write(folder);
        SmallData.write(folder.resolve("data"));
        Cli.Outcome outcome = Cli.run(folder, "train", "--preset", "./small.yaml", "--data", "data", "--classes",
                String.valueOf(SmallData.CLASSES), "--store", "models", "--metrics-port", "0").exited(ExitCode.DONE);
        assertTrue(outcome.line("metrics at ").matches("metrics at http://127\\.0\\.0\\.1:\\d+/metrics"), outcome::toString);
    }
}
