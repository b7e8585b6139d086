package org.beliefgrid.yarn.spec;

import java.util.Map;

/**
 * The master's answers to members that cannot reach it, in the staging folder.
 *
 * @param attempt of the application that answers
 * @param answers by container
 */
public record FolderAnswers(int attempt, Map<String, JoinAnswer> answers) {
    public FolderAnswers {
        answers = Map.copyOf(answers);
    }
}
