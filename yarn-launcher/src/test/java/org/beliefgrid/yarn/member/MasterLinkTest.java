package org.beliefgrid.yarn.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.beliefgrid.store.Location;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.FolderAnswers;
import org.beliefgrid.yarn.spec.JoinAnswer;
import org.beliefgrid.yarn.spec.JoinRequest;
import org.beliefgrid.yarn.spec.Json;
import org.beliefgrid.yarn.spec.Staging;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterLinkTest {
    private static final JoinRequest REQUEST = beat(0);

    @TempDir
    private Path home;
    private Path staging;
    private MasterLink link;

    @BeforeEach
    void link() {
        staging = home.resolve("application_1_1");
        link = new MasterLink(ApplicationSecret.random(), Location.of(staging.toString()));
    }

    @Test
    void whenStagingIsGoneTheApplicationIsOverAndTheFolderStaysGone() {
        assertThrows(ApplicationOverException.class, () -> link.say(REQUEST));
        assertFalse(Files.exists(staging));
    }

    @Test
    void whenStagingIsRemovedWhileARequestIsLeftThereItIsRemovedAgain() {
        assertThrows(ApplicationOverException.class, () -> link.leave(REQUEST));
        assertFalse(Files.exists(staging));
    }

    @Test
    void aMasterThatDoesNotAnswerIsAskedThroughTheFolder() throws IOException {
        Files.createDirectories(staging);
        Files.write(staging.resolve(Staging.APPLICATION), new byte[] {'{', '}'});
        IOException noAnswer = assertThrows(IOException.class, () -> link.say(REQUEST));
        assertFalse(noAnswer instanceof ApplicationOverException, noAnswer::toString);
        Path folder = staging.resolve(Staging.RENDEZVOUS);
        assertTrue(Files.exists(folder.resolve("c0.json")));
        JoinAnswer answer = new JoinAnswer(JoinAnswer.Order.STAY, List.of("h:2"));
        answers(new FolderAnswers.Answer(0, answer));
        assertEquals(answer, link.say(REQUEST));
    }

    @Test
    void anAnswerThatStaysInTheFolderIsHeardOnceAndTheNextOneAgain() throws IOException {
        Files.createDirectories(staging.resolve(Staging.RENDEZVOUS));
        Files.write(staging.resolve(Staging.APPLICATION), new byte[] {'{', '}'});
        JoinAnswer stay = new JoinAnswer(JoinAnswer.Order.STAY, List.of());
        answers(new FolderAnswers.Answer(3, stay));
        assertEquals(stay, link.say(beat(4)));
        assertThrows(IOException.class, () -> link.say(beat(5)), "the master may be dead since");
        answers(new FolderAnswers.Answer(5, stay));
        assertEquals(stay, link.say(beat(6)));
    }

    private void answers(FolderAnswers.Answer answer) throws IOException {
        Files.write(staging.resolve(Staging.RENDEZVOUS).resolve(Staging.ANSWERS),
                Json.write(new FolderAnswers(1, Map.of("c0", answer))));
    }

    private static JoinRequest beat(long number) {
        return new JoinRequest(0, "c0", "h:1", true, 100, "", "", number);
    }
}
