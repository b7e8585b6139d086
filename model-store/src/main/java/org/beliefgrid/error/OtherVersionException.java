package org.beliefgrid.error;

/** A whole file of a format version that this build does not read. Whoever has the file needs another build. */
public class OtherVersionException extends BadInputException {
    private static final long serialVersionUID = 1L;

    private final boolean newer;

    /**
     * @param file name of the file
     * @param version of its format
     * @param oldest version that this build reads
     * @param newest version that this build reads
     */
    public OtherVersionException(String file, int version, int oldest, int newest) {
        super("%s: format version %d is too %s, this build reads %d to %d; a build that is %s reads it".formatted(file, version,
                version > newest ? "new" : "old", oldest, newest, version > newest ? "newer" : "older"));
        newer = version > newest;
    }

    /** Whether the file is from a newer build, rather than from one too old. */
    public boolean isNewer() {
        return newer;
    }
}
