package org.beliefgrid.yarn.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.MasterStatus;
import org.beliefgrid.yarn.spec.MasterStatus.State;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the status page says and does when its master is silent, in Chromium on a clock that runs ahead. Tests are skipped where
 * Debian's package chromium is not installed.
 */
@Timeout(120)
class StatusPageIT {
    private static final Pattern LOST = Pattern.compile(
            "<p class=\"lost\" id=\"lost\" role=\"status\"( hidden=\"\")?>([^<]*)</p>");
    private static final int SECONDS = 120;

    private final AtomicInteger asked = new AtomicInteger();
    @TempDir
    private Path folder;

    private static String page(State state) {
        return StatusPage.of(new MasterStatus("application_1_0001", "small", 1, state, MasterStatus.Training.NONE,
                new MasterStatus.Members(1, List.of()), new MasterStatus.Failures(List.of(), 4), ""), false);
    }

    /**
     * What the page says of its master after two minutes.
     *
     * @param answers one after the other; null for none, and none after the last
     */
    private String wordsAfter(State... answers) throws IOException, InterruptedException {
        FakeDesk desk = new FakeDesk();
        desk.statusPage = () -> {
            int number = asked.getAndIncrement();
            if (number >= answers.length || answers[number] == null) {
                throw new IllegalStateException("no answer");
            }
            return page(answers[number]);
        };
        try (MasterHttp http = new MasterHttp(InetAddress.getLoopbackAddress(), ApplicationSecret.random(), 1, desk)) {
            Matcher found = LOST.matcher(pageAfter("http://127.0.0.1:" + http.port() + http.pages() + "status"));
            assertTrue(found.find());
            assertEquals(found.group(2).isEmpty(), found.group(1) != null, "hidden where there is nothing to say");
            return found.group(2);
        }
    }

    private String pageAfter(String address) throws IOException, InterruptedException {
        Path dump = folder.resolve("page.html");
        Process process = new ProcessBuilder(chromium(), "--headless=new", "--no-sandbox", "--disable-dev-shm-usage",
                "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                "--user-data-dir=" + folder.resolve("profile"), "--virtual-time-budget=" + SECONDS * 1000, "--dump-dom",
                address)
                .redirectOutput(dump.toFile()).redirectError(folder.resolve("errors").toFile()).start();
        try {
            assertTrue(process.waitFor(SECONDS / 2, TimeUnit.SECONDS), "Chromium does not end");
        } finally {
            process.destroyForcibly().waitFor();
        }
        return Files.readString(dump);
    }

    private static String chromium() {
        List<Path> found = Stream.of(System.getenv("PATH").split(":")).map(place -> Path.of(place, "chromium"))
                .filter(Files::isExecutable).toList();
        if (found.isEmpty()) {
            String missing = "tests of the status page are skipped: no chromium on the PATH; apt-get install chromium";
            System.err.println(missing);
            Assumptions.abort(missing);
        }
        return found.get(0).toString();
    }

    @Test
    void aMasterThatWasAboutToEndHasEndedAndIsAskedNoMore() throws Exception {
        String words = wordsAfter(State.RUNNING, State.STOPPING);
        assertTrue(words.startsWith("The application has ended") && words.contains("final state"), words);
        assertEquals(3, asked.get(), "questions, of which the last one has no answer");
    }

    @Test
    void aMasterThatWasAtWorkIsAskedOnAndLessOftenAfterAMinute() throws Exception {
        String words = wordsAfter(State.RUNNING);
        assertTrue(words.startsWith("The master has not answered since") && words.contains("goes on asking"), words);
        int questions = asked.get();
        assertTrue(questions >= 16 && questions <= 20, questions + " questions; 25 if all were 5 s apart");
    }

    @Test
    void aMasterThatAnswersAgainIsNotLost() throws Exception {
        State[] answers = Stream.generate(() -> State.RUNNING).limit(SECONDS).toArray(State[]::new);
        answers[1] = null;
        assertEquals("", wordsAfter(answers));
        assertTrue(asked.get() > SECONDS / 5 - 3, asked + " questions");
    }
}
