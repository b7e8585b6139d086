package org.beliefgrid.error;

/** A whole file of a result that is no network, where a network is needed. Whoever named it needs another model. */
public class OtherModelException extends BadInputException {
    private static final long serialVersionUID = 1L;

    /** @param file name of the file */
    public OtherModelException(String file) {
        super(file + ": holds the sections of an algorithm that trains no network, a network is needed here; models show "
                + "shows it");
    }
}
