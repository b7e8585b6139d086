package org.beliefgrid.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.UnwritableStoreException;

/** What changes the store. That it cannot be changed is no fault of ours. */
@FunctionalInterface
interface StoreChange<T> {
    /** Makes the change. */
    T make() throws IOException;

    /**
     * Makes a change of a place.
     *
     * @param change its own failures say what they say; so does a file system that cannot be reached
     * @throws UnwritableStoreException if the file system does not let it
     */
    static <T> T in(Location place, StoreChange<T> change) throws IOException {
        try {
            return change.make();
        } catch (BadInputException | UnwritableStoreException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            String reason = OneLine.of(e);
            throw new UnwritableStoreException(reason.contains(": cannot be ") ? reason
                    : place + ": cannot be written: " + reason, e);
        }
    }

    /**
     * Removes a place, with all that is in it.
     *
     * @throws UnwritableStoreException if the file system does not let it
     */
    static void delete(Location place) throws IOException {
        in(place, () -> {
            place.delete();
            return place;
        });
    }
}
