package org.beliefgrid.yarn.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.beliefgrid.store.Location;
import org.beliefgrid.yarn.spec.FolderAnswers;
import org.beliefgrid.yarn.spec.FolderAnswers.Answer;
import org.beliefgrid.yarn.spec.JoinAnswer;
import org.beliefgrid.yarn.spec.JoinRequest;
import org.beliefgrid.yarn.spec.Json;
import org.beliefgrid.yarn.spec.Staging;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the master does with requests that members have left in a folder. */
class FolderPollTest {
    private static final JoinAnswer STAY = new JoinAnswer(JoinAnswer.Order.STAY, List.of("h:1"));

    @TempDir
    private Path staging;

    private final List<JoinRequest> heard = new ArrayList<>();
    private Path folder;
    private FolderPoll poll;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectories(staging.resolve(Staging.RENDEZVOUS));
        poll = new FolderPoll(new MasterFiles(Location.of(staging.toString())), 2, request -> {
            heard.add(request);
            return STAY;
        });
    }

    @Test
    void aRequestIsTakenOnceAndItsAnswerNamesIt() throws IOException {
        leave("c0", 7);
        poll.run();
        assertEquals(new FolderAnswers(2, Map.of("c0", new Answer(7, STAY))), answers());
        assertFalse(Files.exists(folder.resolve("c0.json")));
        poll.run();
        assertEquals(1, heard.size(), heard::toString);
    }

    @Test
    void answersAreWrittenOnlyWhenThereAreNewOnes() throws IOException {
        leave("c0", 7);
        poll.run();
        Files.delete(folder.resolve(Staging.ANSWERS));
        poll.run();
        assertFalse(Files.exists(folder.resolve(Staging.ANSWERS)));
    }

    @Test
    void anAnswerStaysForAMemberThatHasNotReadItWhenAnotherIsAnswered() throws IOException {
        leave("c0", 7);
        poll.run();
        leave("c1", 3);
        poll.run();
        assertEquals(Map.of("c0", new Answer(7, STAY), "c1", new Answer(3, STAY)), answers().answers());
    }

    private void leave(String container, long beat) throws IOException {
        JoinRequest request = new JoinRequest(0, container, "h:1", true, 100, "", "", beat);
        Files.write(folder.resolve(container + ".json"), Json.write(request));
    }

    private FolderAnswers answers() throws IOException {
        return Json.read(Location.of(folder.toString()).child(Staging.ANSWERS), FolderAnswers.class);
    }
}
