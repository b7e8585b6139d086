package org.beliefgrid.yarn.spec;

import java.util.Map;

/**
 * The master's answers to members that cannot reach it, in the staging folder. They stay there when the master is gone.
 *
 * @param attempt of the application that answers
 * @param answers by container
 */
public record FolderAnswers(int attempt, Map<String, Answer> answers) {
    public FolderAnswers {
        answers = Map.copyOf(answers);
    }

    /**
     * The answer to a request.
     *
     * @param beat of the {@link JoinRequest}, so that an old answer is not taken for a sign of life
     * @param said what a master that can be reached would have answered
     */
    public record Answer(long beat, JoinAnswer said) {
    }
}
