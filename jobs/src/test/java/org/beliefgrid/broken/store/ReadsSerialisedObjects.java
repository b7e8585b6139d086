package org.beliefgrid.broken.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;

/** Whoever may write the stream may run code here. */
public final class ReadsSerialisedObjects {
    private ReadsSerialisedObjects() {
    }

    public static Object read(InputStream stream) throws IOException, ClassNotFoundException {
        return new ObjectInputStream(stream).readObject();
    }
}
