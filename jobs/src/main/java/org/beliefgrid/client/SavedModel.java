package org.beliefgrid.client;

import org.beliefgrid.store.ModelVersion;

/**
 * A version of a model in a store.
 *
 * @param name of the model
 * @param version 1 and up, never given twice
 * @param file where it lies, a local path or a URI
 */
public record SavedModel(String name, int version, String file) {
    static SavedModel of(ModelVersion version) {
        return new SavedModel(version.name(), version.number(), version.file().toString());
    }

    /** {@code NAME@VERSION}, as it is referred to. */
    public String reference() {
        return name + "@" + version;
    }
}
