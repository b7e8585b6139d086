package org.beliefgrid.yarn.member;

import java.io.IOException;
import java.time.Duration;
import org.beliefgrid.store.Location;
import org.beliefgrid.yarn.spec.ApplicationSecret;
import org.beliefgrid.yarn.spec.FolderAnswers;
import org.beliefgrid.yarn.spec.JoinAnswer;
import org.beliefgrid.yarn.spec.JoinRequest;
import org.beliefgrid.yarn.spec.Json;
import org.beliefgrid.yarn.spec.MasterAddress;
import org.beliefgrid.yarn.spec.MasterClient;
import org.beliefgrid.yarn.spec.Staging;

/**
 * Talks to the application master wherever it is now: looks its address up again after every failure, and leaves its requests
 * in the staging folder where the master cannot be reached.
 */
final class MasterLink {
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final MasterClient client;
    private final Location staging;
    private MasterAddress master;
    /** The last request that was answered, in whatever way. */
    private long answeredBeat = -1;

    MasterLink(ApplicationSecret secret, Location staging) {
        client = new MasterClient(secret, PATIENCE);
        this.staging = staging;
    }

    /**
     * Says something, and waits for the answer.
     *
     * @throws ApplicationOverException if the staging folder is gone
     * @throws IOException if the master answers neither on the network nor in the folder
     */
    synchronized JoinAnswer say(JoinRequest request) throws IOException {
        try {
            if (master == null) {
                master = Json.read(staging.child(Staging.MASTER), MasterAddress.class);
            }
            JoinAnswer answer = request.inGrid() ? client.heartbeat(master, request) : client.join(master, request);
            answeredBeat = request.beat();
            return answer;
        } catch (IOException e) {
            MasterAddress tried = master;
            master = null;
            return throughTheFolder(request, tried, e);
        }
    }

    private JoinAnswer throughTheFolder(JoinRequest request, MasterAddress tried, IOException failure) throws IOException {
        if (isOver()) {
            throw over();
        }
        leave(request);
        Location folder = staging.child(Staging.RENDEZVOUS);
        Location answers = folder.child(Staging.ANSWERS);
        if (answers.exists()) {
            FolderAnswers read = Json.read(answers, FolderAnswers.class);
            FolderAnswers.Answer answer = read.answers().get(request.container());
            // What has been read before says nothing about whether somebody is there now.
            if (answer != null && answer.beat() > answeredBeat && (tried == null || read.attempt() >= tried.attempt())) {
                answeredBeat = answer.beat();
                return answer.said();
            }
        }
        throw failure;
    }

    /** Leaves a request. Writing makes the folder again if it was removed just before, and then everybody could read it. */
    void leave(JoinRequest request) throws IOException {
        byte[] json = Json.write(request);
        staging.child(Staging.RENDEZVOUS).child(request.container() + ".json").writeAtomically(out -> out.write(json));
        if (isOver()) {
            staging.delete();
            throw over();
        }
    }

    /** Whoever ended the application has tidied up: what is here then was written after that, and nobody else removes it. */
    private boolean isOver() throws IOException {
        return !staging.child(Staging.APPLICATION).exists();
    }

    private ApplicationOverException over() {
        return new ApplicationOverException(staging + " is gone: the application has ended");
    }
}
