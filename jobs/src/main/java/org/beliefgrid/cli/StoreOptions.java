package org.beliefgrid.cli;

import java.nio.file.Path;
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

    ModelStore open() {
        return ModelStore.at(location());
    }
}
