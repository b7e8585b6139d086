package org.beliefgrid.yarn.spec;

import java.io.IOException;

/** The application master has understood a question, and says no. */
public final class MasterRefusal extends IOException {
    private static final long serialVersionUID = 1;

    MasterRefusal(String reason) {
        super(reason);
    }
}
