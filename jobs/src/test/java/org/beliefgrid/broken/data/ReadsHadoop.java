package org.beliefgrid.broken.data;

import org.apache.hadoop.conf.Configuration;

/** A reader that goes round the store. */
public final class ReadsHadoop {
    private ReadsHadoop() {
    }

    public static String defaultName(Configuration hadoop) {
        return hadoop.get("fs.defaultFS");
    }
}
