package org.beliefgrid.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.store.Location;
import org.beliefgrid.store.ModelStore;
import picocli.CommandLine.Option;

/** Which folder models are in. */
final class StoreOptions {
    @Option(names = "--store", paramLabel = "URI",
            description = "folder of models, local or on any Hadoop file system (default: ~/.beliefgrid/models)")
    private String store;

    Location location() {
        return Location.of(store != null ? store
                : Path.of(System.getProperty("user.home"), ".beliefgrid", "models").toString());
    }

    /** The store, after a look whether a model of that name can be written: not only when the training is done. */
    ModelStore openForWriting(String name) throws BadInputException {
        ModelStore opened = open();
        try {
            opened.versions(name);
            opened.requireWritable();
            return opened;
        } catch (BadInputException e) {
            throw e;
        } catch (IOException e) {
            throw new InvalidConfigException("--store " + e.getMessage());
        }
    }

    /** The option as it was given, to be put behind a command; empty if it was not. */
    String asGiven() {
        return store == null ? "" : " --store " + Advice.quoted(store);
    }

    ModelStore open() {
        return ModelStore.at(location());
    }
}
