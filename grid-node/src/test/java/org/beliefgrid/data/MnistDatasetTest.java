package org.beliefgrid.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.beliefgrid.error.BadInputException;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tiny dataset in the place of MNIST, and a server on this machine in the place of its mirrors. */
class MnistDatasetTest {
    private static final List<String> NAMES = List.of("train-images-idx3-ubyte", "train-labels-idx1-ubyte",
            "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

    private final Map<String, byte[]> originals = new LinkedHashMap<>();
    private final Map<String, String> hashes = new LinkedHashMap<>();
    private final Map<String, byte[]> served = new LinkedHashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    @TempDir
    Path folder;
    private HttpServer server;
    private Map<String, String> environment;

    @BeforeEach
    void startMirror() throws IOException {
        byte[][] contents = {IdxBytes.images(9, 4, 4, 1), IdxBytes.labels(9, 1), IdxBytes.images(5, 4, 4, 2),
                IdxBytes.labels(5, 2)};
        for (int i = 0; i < contents.length; i++) {
            originals.put(NAMES.get(i), contents[i]);
            hashes.put(NAMES.get(i), IdxBytes.sha256(contents[i]));
        }
        environment = Map.of("HOME", folder + "/home", "BELIEFGRID_DATA", folder + "/data");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            requests.add(path);
            byte[] body = served.get(path);
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopMirror() {
        server.stop(0);
    }

    @Test
    void theGivenFolderComesFirstPlainOrPacked() throws IOException {
        Path given = Files.createDirectories(folder.resolve("data/mnist"));
        for (String name : NAMES) {
            boolean packed = name.startsWith("train");
            Files.write(given.resolve(packed ? name + ".gz" : name), packed ? IdxBytes.gzip(originals.get(name))
                    : originals.get(name));
        }
        DatasetFolder found = mnist("good").find(environment);
        assertEquals(Location.of(given.toString()), found.location());
        assertEquals(9, IdxBytes.scan(IdxCases.open(found.trainImages(), found.trainLabels().orElseThrow(), 10)).size());
        assertEquals(List.of(), requests);
    }

    @Test
    void aGoodMirrorFillsTheCacheOnce() throws IOException {
        serve("good");
        DatasetFolder found = mnist("good").find(environment);
        assertEquals(Location.of(folder + "/home/.cache/beliefgrid/mnist"), found.location());
        assertCacheHoldsTheOriginals(folder.resolve("home/.cache/beliefgrid/mnist"));
        assertEquals(4, requests.size());
        assertEquals(found.location(), mnist("good").find(environment).location());
        assertEquals(4, requests.size());
    }

    @Test
    void theCacheFolderIsWhereTheUserWantsIt() throws IOException {
        serve("good");
        mnist("good").find(Map.of("XDG_CACHE_HOME", folder + "/cache", "HOME", folder + "/home"));
        assertCacheHoldsTheOriginals(folder.resolve("cache/beliefgrid/mnist"));
        assertFalse(Files.exists(folder.resolve("home")));
    }

    @Test
    void onlyWhatIsNotInTheCacheIsFetched() throws IOException {
        serve("good");
        Path cache = Files.createDirectories(folder.resolve("home/.cache/beliefgrid/mnist"));
        Files.write(cache.resolve(NAMES.get(2) + ".gz"), IdxBytes.gzip(originals.get(NAMES.get(2))));
        mnist("good").find(environment);
        assertCacheHoldsTheOriginals(cache);
        assertEquals(3, requests.size());
    }

    @Test
    void aCorruptCopyIsReplacedByThatOfTheSecondMirror() throws IOException {
        serve("good");
        serve("bad");
        byte[] changed = originals.get(NAMES.get(1)).clone();
        changed[10] ^= 1;
        served.put("/bad/" + NAMES.get(1) + ".gz", IdxBytes.gzip(changed));
        served.put("/bad/" + NAMES.get(3) + ".gz", "<html>not here</html>".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        mnist("bad", "good").find(environment);
        assertCacheHoldsTheOriginals(folder.resolve("home/.cache/beliefgrid/mnist"));
        assertEquals(List.of("/bad/" + NAMES.get(0) + ".gz", "/bad/" + NAMES.get(1) + ".gz", "/good/" + NAMES.get(1) + ".gz",
                "/bad/" + NAMES.get(2) + ".gz", "/bad/" + NAMES.get(3) + ".gz", "/good/" + NAMES.get(3) + ".gz"), requests);
    }

    @Test
    void whenAllFailOneLineSaysWhereAndWhatToDo() {
        byte[] other = IdxBytes.images(9, 4, 4, 3);
        served.put("/bad/" + NAMES.get(0) + ".gz", other);
        String message = assertThrows(BadInputException.class, () -> mnist("bad", "none").find(environment)).getMessage();
        assertEquals("MNIST is not to be had; looked at " + folder + "/data/mnist (without train-images-idx3-ubyte), "
                + folder + "/home/.cache/beliefgrid/mnist (without train-images-idx3-ubyte), "
                + mirror("bad") + NAMES.get(0) + ".gz: not the original of MNIST: SHA-256 of its uncompressed bytes is "
                + IdxBytes.sha256(other) + ", expected " + hashes.get(NAMES.get(0)) + ", "
                + mirror("none") + NAMES.get(0) + ".gz: HTTP status 404, expected 200"
                + "; put its four files into a folder named mnist and set BELIEFGRID_DATA to the folder that holds this one",
                message);
        assertFalse(Files.exists(folder.resolve("home/.cache/beliefgrid/mnist/" + NAMES.get(0) + ".gz")));
    }

    @Test
    void aMirrorThatCannotBeReachedIsSaidSo() {
        int port = server.getAddress().getPort();
        server.stop(0);
        URI gone = URI.create("http://127.0.0.1:" + port + "/");
        String message = assertThrows(BadInputException.class,
                () -> new MnistDataset(List.of(gone), hashes).find(Map.of("HOME", folder.toString()))).getMessage();
        assertTrue(message.startsWith("MNIST is not to be had; looked at $BELIEFGRID_DATA (not set), "), message);
        assertTrue(message.contains(", " + gone + NAMES.get(0) + ".gz: ConnectException; "), message);
    }

    @Test
    void aCopyOnDiskThatIsNotTheOriginalIsRefusedAndNotReplaced() throws IOException {
        serve("good");
        for (String place : List.of("data/mnist", "home/.cache/beliefgrid/mnist")) {
            Path copy = Files.createDirectories(folder.resolve(place)).resolve(NAMES.get(0));
            byte[] other = IdxBytes.images(9, 4, 4, 3);
            Files.write(copy, other);
            assertEquals(copy + ": not the original of MNIST: SHA-256 of its uncompressed bytes is " + IdxBytes.sha256(other)
                    + ", expected " + hashes.get(NAMES.get(0)),
                    assertThrows(BadInputException.class, () -> mnist("good").find(environment)).getMessage());
            Files.delete(copy);
        }
        assertEquals(List.of(), requests);
    }

    @Test
    void anEndlessAnswerIsCutOff() throws IOException {
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] part = new byte[1 << 20];
            while (true) {
                exchange.getResponseBody().write(part);
            }
        });
        IOException thrown = assertThrows(IOException.class, () -> new HttpFetcher().fetch(mirror("endless")));
        assertEquals(mirror("endless") + ": more than 67108864 bytes", thrown.getMessage());
    }

    private MnistDataset mnist(String... names) {
        return new MnistDataset(List.of(names).stream().map(this::mirror).toList(), hashes);
    }

    private URI mirror(String name) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + name + "/");
    }

    private void serve(String mirror) {
        originals.forEach((name, content) -> served.put("/" + mirror + "/" + name + ".gz", IdxBytes.gzip(content)));
    }

    private void assertCacheHoldsTheOriginals(Path cache) throws IOException {
        for (String name : NAMES) {
            assertArrayEquals(originals.get(name), IdxBytes.gunzip(Files.newInputStream(cache.resolve(name + ".gz"))));
        }
        assertEquals(4, cache.toFile().list().length);
    }
}
