package org.beliefgrid.data.table;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.store.Location;

/** The files of a table: one, those of a folder, or those that a pattern names, in the order of their names. */
final class TableFiles {
    private TableFiles() {
    }

    /**
     * Looks for files.
     *
     * @param data a file; a folder, whose files are taken but for those whose name begins with a dot or an underscore; or
     *     either
     *     with {@code *}, {@code ?}, {@code [...]} or <code>{...}</code> in its last part, for the files of that folder that
     *     it fits
     * @throws BadInputException if there is none
     */
    static List<Location> of(String data) throws IOException {
        int lastPart = data.lastIndexOf('/') + 1;
        String pattern = data.substring(lastPart);
        if (!pattern.chars().anyMatch(character -> "*?[{".indexOf(character) >= 0)) {
            return of(Location.of(data));
        }
        Location folder = Location.of(lastPart == 0 ? "." : lastPart == 1 ? "/" : data.substring(0, lastPart - 1));
        List<Location> files = filesOf(folder, matcher(data, pattern));
        if (files.isEmpty()) {
            throw new BadInputException(data + ": no file of " + folder + " fits the pattern");
        }
        return files;
    }

    private static List<Location> of(Location place) throws IOException {
        if (!place.isFolder()) {
            return List.of(place);
        }
        List<Location> files = filesOf(place, name -> true);
        if (files.isEmpty()) {
            throw new BadInputException(place + ": no file in this folder, expected some with rows");
        }
        return files;
    }

    private static PathMatcher matcher(String data, String pattern) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            throw new InvalidConfigException("%s: not a pattern: %s".formatted(data, e.getDescription()));
        }
    }

    private static List<Location> filesOf(Location folder, PathMatcher names) throws IOException {
        List<Location> files = new ArrayList<>();
        for (Location child : folder.list()) {
            String name = child.name();
            boolean hidden = name.startsWith(".") || name.startsWith("_");
            if (!hidden && names.matches(Path.of(name)) && !child.isFolder()) {
                files.add(child);
            }
        }
        return files;
    }
}
