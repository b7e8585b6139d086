package org.beliefgrid.yarn.master;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.beliefgrid.yarn.spec.FolderAnswers;
import org.beliefgrid.yarn.spec.JoinAnswer;
import org.beliefgrid.yarn.spec.JoinRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers members that can reach the file system, but not the master: looks into the staging folder every few seconds. */
final class FolderPoll implements Runnable {
    static final long MILLIS = 5_000;
    private static final Logger LOGGER = LoggerFactory.getLogger(FolderPoll.class);

    private final MasterFiles files;
    private final int attempt;
    private final Function<JoinRequest, JoinAnswer> heard;
    /** The last answer to each; those who have not read theirs must find it beside the newer ones of others. */
    private final Map<String, FolderAnswers.Answer> answers = new HashMap<>();

    /**
     * For one attempt.
     *
     * @param heard takes a member's request, and may wait for the answer
     */
    FolderPoll(MasterFiles files, int attempt, Function<JoinRequest, JoinAnswer> heard) {
        this.files = files;
        this.attempt = attempt;
        this.heard = heard;
    }

    @Override
    public void run() {
        try {
            List<JoinRequest> requests = files.requests();
            if (requests.isEmpty()) {
                return;
            }
            for (JoinRequest request : requests) {
                if (!answers.containsKey(request.container())) {
                    LOGGER.warn("{} reaches the staging folder only", request.container());
                }
                answers.put(request.container(), new FolderAnswers.Answer(request.beat(), heard.apply(request)));
            }
            files.write(new FolderAnswers(attempt, answers));
            for (JoinRequest request : requests) {
                files.remove(request);
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.warn("the members' folder cannot be used: {}", e.toString());
        }
    }
}
