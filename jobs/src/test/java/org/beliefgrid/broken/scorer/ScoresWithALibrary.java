package org.beliefgrid.broken.scorer;

import org.slf4j.Logger;

/** Breaks "the scorer knows no library". */
public final class ScoresWithALibrary {
    private ScoresWithALibrary() {
    }

    static void score(Logger logger) {
        logger.info("0");
    }
}
