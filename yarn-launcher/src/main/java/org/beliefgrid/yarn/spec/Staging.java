package org.beliefgrid.yarn.spec;

/** Names in the staging folder of an application, and in the environment of its containers. */
public final class Staging {
    /** The {@link ApplicationSpec}. */
    public static final String APPLICATION = "application.json";
    /** The {@link MasterAddress} of the attempt that runs. */
    public static final String MASTER = "am.json";
    /** The training plan of the user's machine, whatever it is called there; containers find it under this name, too. */
    public static final String PLAN = "plan.yaml";
    /** The {@link MasterState}. */
    public static final String STATE = "state.json";
    /** Folder of the members' requests, for where the master cannot be reached. */
    public static final String RENDEZVOUS = "members";
    /** The {@link FolderAnswers} in that folder. */
    public static final String ANSWERS = "answers.json";
    /** Environment variable of every container: URI of the staging folder. */
    public static final String FOLDER_VARIABLE = "BELIEFGRID_STAGING";
    /** Environment variable of a member: its slot. */
    public static final String SLOT_VARIABLE = "BELIEFGRID_SLOT";
    /** Main class of the application master. */
    public static final String MASTER_CLASS = "org.beliefgrid.yarn.master.MasterMain";
    /** Main class of a member. */
    public static final String MEMBER_CLASS = "org.beliefgrid.yarn.member.MemberMain";

    private Staging() {
    }
}
