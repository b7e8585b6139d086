package org.beliefgrid.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.beliefgrid.error.BadInputException;
import org.beliefgrid.store.Location;

/**
 * Where MNIST is (LeCun, Cortes and Burges; 60,000 training and 10,000 test images of handwritten digits): in
 * {@code $BELIEFGRID_DATA/mnist}, else in the user's cache folder, else on a public mirror, from which it goes into the cache.
 * A copy is used only if its uncompressed bytes are those of the original, wherever it comes from.
 */
public final class MnistDataset {
    private static final List<URI> MIRRORS = List.of(
            URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
            URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/"));

    /** SHA-256 of the uncompressed originals. */
    static final Map<String, String> HASHES = inOrder(
            DatasetFolder.TRAIN_IMAGES, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            DatasetFolder.TRAIN_LABELS, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            DatasetFolder.TEST_IMAGES, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            DatasetFolder.TEST_LABELS, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

    private final List<URI> mirrors;
    private final Map<String, String> hashes;
    private final HttpFetcher fetcher = new HttpFetcher();

    /** @param hashes SHA-256 of the uncompressed files by their plain names, in the order in which they are looked for */
    MnistDataset(List<URI> mirrors, Map<String, String> hashes) {
        this.mirrors = mirrors;
        this.hashes = hashes;
    }

    /**
     * The folder with the four files, each checked.
     *
     * @param environment the process environment: {@code BELIEFGRID_DATA}, {@code XDG_CACHE_HOME} and {@code HOME} are read
     * @throws BadInputException if a local copy is damaged, or nothing can be had; the message says what to do
     */
    public static DatasetFolder locate(Map<String, String> environment) throws IOException {
        return new MnistDataset(MIRRORS, HASHES).find(environment);
    }

    DatasetFolder find(Map<String, String> environment) throws IOException {
        List<String> lookedAt = new ArrayList<>();
        Optional<String> data = Optional.ofNullable(environment.get("BELIEFGRID_DATA")).filter(text -> !text.isBlank());
        if (data.isPresent()) {
            DatasetFolder given = DatasetFolder.of(Location.of(data.get()).child("mnist"));
            List<String> missing = missingIn(given);
            if (missing.isEmpty()) {
                return given;
            }
            lookedAt.add(given.location() + " (without " + missing.get(0) + ")");
        } else {
            lookedAt.add("$BELIEFGRID_DATA (not set)");
        }
        DatasetFolder cache = DatasetFolder.of(cacheFolder(environment));
        List<String> missing = missingIn(cache);
        if (!missing.isEmpty()) {
            lookedAt.add(cache.location() + " (without " + missing.get(0) + ")");
            download(missing, cache.location(), lookedAt);
        }
        return cache;
    }

    private static Location cacheFolder(Map<String, String> environment) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (cache.isBlank()) {
            return Location.of(environment.getOrDefault("HOME", System.getProperty("user.home")))
                    .child(".cache").child("beliefgrid").child("mnist");
        }
        return Location.of(cache).child("beliefgrid").child("mnist");
    }

    /** Names of the files that are not there; the others are checked. */
    private List<String> missingIn(DatasetFolder folder) throws IOException {
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, String> file : hashes.entrySet()) {
            Optional<Location> found = folder.find(file.getKey());
            if (found.isEmpty()) {
                missing.add(file.getKey());
            } else {
                try (IdxFile content = new IdxFile(found.get())) {
                    requireHash(content, file.getValue());
                }
            }
        }
        return missing;
    }

    private static void requireHash(IdxFile file, String expected) throws IOException {
        String found = file.hashToTheEnd();
        if (!found.equals(expected)) {
            throw new BadInputException(file.name() + ": not the original of MNIST: SHA-256 of its uncompressed bytes is "
                    + found + ", expected " + expected);
        }
    }

    private void download(List<String> names, Location cache, List<String> lookedAt) throws IOException {
        for (String name : names) {
            if (!downloadFromAny(name, cache, lookedAt)) {
                throw new BadInputException("MNIST is not to be had; looked at " + String.join(", ", lookedAt)
                        + "; put its four files into a folder named mnist and set BELIEFGRID_DATA to the folder that holds "
                                + "this one");
            }
        }
    }

    private boolean downloadFromAny(String name, Location cache, List<String> lookedAt) throws IOException {
        for (URI mirror : mirrors) {
            URI source = mirror.resolve(name + ".gz");
            try {
                byte[] packed = fetcher.fetch(source);
                try (IdxFile content = new IdxFile(source.toString(), new ByteArrayInputStream(packed))) {
                    requireHash(content, hashes.get(name));
                }
                cache.child(name + ".gz").writeAtomically(out -> out.write(packed));
                return true;
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                lookedAt.add(e.getMessage());
            }
        }
        return false;
    }

    private static Map<String, String> inOrder(String... namesAndHashes) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndHashes.length; i += 2) {
            map.put(namesAndHashes[i], namesAndHashes[i + 1]);
        }
        return map;
    }
}
