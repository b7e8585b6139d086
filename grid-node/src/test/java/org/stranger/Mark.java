package org.stranger;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Harmless, but shows that it was made: whoever reads it from a stream writes a file. */
public final class Mark implements Callable<String>, Serializable {
    private static final long serialVersionUID = 1;

    private final String file;

    /** Names the file. */
    public Mark(String file) {
        this.file = file;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        Files.writeString(Path.of(file), "made");
    }

    @Override
    public String call() {
        return "called";
    }
}
