package org.beliefgrid.model;

/**
 * Where a model comes from: what it was trained on, how, and with which software and processor. All but the plan, which
 * stands beside it in {@link Model}.
 *
 * @param dataset location of the data, as the user named it
 * @param dataHash fingerprint of the training data
 * @param cases number of cases that were learned from
 * @param labelledCases how many of them were learned with a label
 * @param heldOutCases number of training cases that were held out
 * @param members members of the grid at the start of the run
 * @param rounds averagings that were committed
 * @param created when training ended, ISO 8601 with zone
 * @param versions BeliefGrid, Java, Hazelcast, ND4J and OpenBLAS, one line
 * @param processor architecture and OpenBLAS kernel of the members, each kind once, one line: other kernels give other last
 *     bits
 * @param mixedKernels whether members with different kernels were allowed, so that another run may give other last bits
 * @param from name and {@code modelSha256} of the model that training started from; empty if it started anew
 */
public record Provenance(String dataset, String dataHash, long cases, long labelledCases, long heldOutCases, int members,
                         int rounds, String created, String versions, String processor, boolean mixedKernels, String from) {
    /** Of a training that started anew. */
    public Provenance(String dataset, String dataHash, long cases, long labelledCases, long heldOutCases, int members,
                      int rounds, String created, String versions, String processor, boolean mixedKernels) {
        this(dataset, dataHash, cases, labelledCases, heldOutCases, members, rounds, created, versions, processor,
                mixedKernels, "");
    }
}
