package org.beliefgrid.yarn.spec;

import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.apache.hadoop.yarn.api.records.URL;

/**
 * A file that YARN puts into the working folder of a container.
 *
 * @param name its path there; jars are below {@code lib/} and {@code app/}, the user's below {@code user/}, the project's
 *     settings below {@code config/},
 *     Hadoop's below
 *     {@code hadoop-conf/}
 * @param uri where it lies
 * @param size in bytes, as YARN checks it
 * @param modified its modification time, milliseconds since 1970, as YARN checks it
 * @param kind whether YARN unpacks it
 * @param visibility who else may use the node's copy
 */
public record LocalFile(String name, String uri, long size, long modified, Kind kind, Visibility visibility) {
    /** Whether YARN unpacks it into a folder of that name. */
    public enum Kind {
        FILE, ARCHIVE
    }

    /** Everybody, the user's other applications, or this application only. */
    public enum Visibility {
        PUBLIC, PRIVATE, APPLICATION
    }

    /** The same in YARN's terms. */
    public LocalResource resource() {
        return LocalResource.newInstance(URL.fromPath(new Path(uri)), LocalResourceType.valueOf(kind.name()),
                LocalResourceVisibility.valueOf(visibility.name()), size, modified);
    }
}
