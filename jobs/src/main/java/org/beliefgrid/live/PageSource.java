package org.beliefgrid.live;

import java.io.IOException;
import java.util.Optional;
import org.beliefgrid.report.Pictures.Picture;
import org.beliefgrid.store.Location;

/** Where a live page has its content from. Asked by any number of threads. */
public interface PageSource {
    /** Another number whenever {@link #snapshot} is another one; it never falls. */
    long revision();

    /** What there is to be seen now: an object of records, lists, numbers and texts, to be written as JSON. */
    Object snapshot();

    /** The picture of a name that a snapshot has; the newest one. */
    Optional<Picture> picture(String name);

    /** Runs and models of the store, to be written as JSON. */
    Object store() throws IOException;

    /**
     * A file of the store that may be fetched: a model's or a report's.
     *
     * @param model name
     * @param file such as {@code 3.dbn} or {@code 3.report.html}
     * @return empty if there is none
     */
    Optional<Location> file(String model, String file) throws IOException;

    /** How many look on from now on. Nobody: then no picture need be drawn, unless somebody has {@link #asked} lately. */
    void watchedBy(int viewers);

    /** Somebody who does not stay, but asks again every few seconds while looking on, has asked for the snapshot. */
    void asked();
}
