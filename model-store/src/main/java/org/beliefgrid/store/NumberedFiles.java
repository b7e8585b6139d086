package org.beliefgrid.store;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beliefgrid.error.UnwritableStoreException;

/**
 * Files of one kind in a folder, called {@code <number><ending>}, numbered from 1 up in the order in which they were begun. Of
 * any number of writers, on any machine, each gets a number of its own: {@code <number>.taken} is created exclusively before
 * the file is written and removed after it. A mark that a killed writer left, or one of {@link #retire}, keeps its number from
 * being given again. A file is complete as soon as it is there.
 */
final class NumberedFiles {
    private static final Pattern NUMBER = Pattern.compile("([1-9][0-9]{0,8})\\.[a-z]+");
    private static final String TAKEN = ".taken";
    private static final String RETIRED = ".deleted";

    private final Location folder;
    private final String ending;

    /** @param ending with its dot */
    NumberedFiles(Location folder, String ending) {
        this.folder = folder;
        this.ending = ending;
    }

    /** Those that are there, ascending. */
    List<Integer> numbers() throws IOException {
        return numbers(name -> name.endsWith(ending));
    }

    Location file(int number) {
        return folder.child(number + ending);
    }

    /**
     * Writes a file under the next number; nothing is there if that fails.
     *
     * @return the number
     * @throws UnwritableStoreException if the file system does not let it
     */
    int add(Location.Content content) throws IOException {
        return StoreChange.in(folder, () -> write(content));
    }

    private int write(Location.Content content) throws IOException {
        int number = take();
        Location mark = folder.child(number + TAKEN);
        try {
            file(number).writeAtomically(content);
        } catch (IOException | RuntimeException | Error failure) {
            removeAfter(failure, mark);
            throw failure;
        }
        try {
            mark.delete();
        } catch (IOException e) {
            // The file is there and keeps its number taken, as the mark does.
            return number;
        }
        return number;
    }

    private int take() throws IOException {
        int number = numbers(name -> true).stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
        while (true) {
            Location mark = folder.child(number + TAKEN);
            if (mark.createExclusively(new byte[0])) {
                if (!file(number).exists() && !isRetired(number)) {
                    return number;
                }
                mark.delete();
            }
            number++;
        }
    }

    /**
     * Marks a number as one that is never given again.
     *
     * @return whether it was not marked before
     */
    boolean retire(int number) throws IOException {
        return StoreChange.in(folder, () -> folder.child(number + RETIRED).createExclusively(new byte[0]));
    }

    /** Takes back {@link #retire}, while the file is still there. */
    void restore(int number) throws IOException {
        folder.child(number + RETIRED).delete();
    }

    boolean isRetired(int number) throws IOException {
        return folder.child(number + RETIRED).exists();
    }

    private List<Integer> numbers(Predicate<String> wanted) throws IOException {
        return folder.list().stream().map(Location::name).filter(wanted).map(NUMBER::matcher).filter(Matcher::matches)
                .map(found -> Integer.valueOf(found.group(1))).distinct().sorted().toList();
    }

    /** Removes a file because of a failure, which is told whether that works or not. */
    static void removeAfter(Throwable failure, Location file) {
        try {
            file.delete();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
