package org.beliefgrid.yarn.client;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.beliefgrid.error.InvalidConfigException;
import org.bytedeco.javacpp.Loader;

/** What of this machine the containers need: the jars of this program's class path, its settings, and Hadoop's. */
final class LocalFiles {
    private static final Pattern OWN = Pattern.compile("(model-store|grid-node|jobs|yarn-launcher)-.*");
    private static final Pattern NATIVE =
            Pattern.compile(".*-((linux|macosx|windows|android|ios)-[a-z0-9_]+)(-[a-z0-9]+)?\\.jar");
    private static final List<String> SITES = List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml");

    private final List<Path> jars;
    private final List<Path> userJars;
    private final Path config;
    private final Path hadoop;

    LocalFiles(List<Path> jars, Path config, Path hadoop) {
        this(jars, List.of(), config, hadoop);
    }

    private LocalFiles(List<Path> jars, List<Path> userJars, Path config, Path hadoop) {
        this.userJars = List.copyOf(userJars);
        this.jars = jars.stream().filter(jar -> userJars.stream().noneMatch(own -> isSame(own, jar))).toList();
        this.config = config;
        this.hadoop = hadoop;
    }

    /**
     * Those of this process.
     *
     * @param hadoop folder of Hadoop's settings
     * @throws InvalidConfigException if it does not run from jars and a folder of settings, as the start script has it
     */
    static LocalFiles ofThisProcess(Path hadoop) throws IOException {
        String lib = System.getProperty("beliefgrid.lib");
        List<Path> jars;
        if (lib != null) {
            try (Stream<Path> files = Files.list(Path.of(lib))) {
                jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
            }
        } else {
            jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of)
                    .filter(Files::isRegularFile).toList();
        }
        String config = System.getProperty("beliefgrid.config");
        if (config == null || !Files.isDirectory(Path.of(config))) {
            throw new InvalidConfigException("the folder config/ is not there (" + config
                    + "): start with the script beliefgrid");
        }
        LocalFiles found = new LocalFiles(jars, Path.of(config), hadoop);
        if (found.own().isEmpty()) {
            throw new InvalidConfigException("the program does not run from jars: start with the script beliefgrid");
        }
        return found;
    }

    /** The same with jars of the user's, which this process may have on its class path, too. */
    LocalFiles with(List<Path> newUserJars) {
        return new LocalFiles(jars, newUserJars, config, hadoop);
    }

    private static boolean isSame(Path one, Path other) {
        return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    /** The user's jars. */
    Bundle userJars() {
        Map<String, Path> files = new TreeMap<>();
        userJars.forEach(jar -> files.put(jar.getFileName().toString(), jar));
        return new Bundle("user", files);
    }

    /** Our own jars: they change with every build. */
    Bundle own() {
        return jars("app", name -> OWN.matcher(name).matches());
    }

    /** Other people's jars: large, and the same for months. Native code of other platforms is left out. */
    Bundle libraries() {
        String platform = Loader.Detector.getPlatform();
        return jars("lib", name -> !OWN.matcher(name).matches() && isFor(platform, name));
    }

    /** Whether a jar has something to do on a platform, by its name. */
    static boolean isFor(String platform, String jar) {
        Matcher found = NATIVE.matcher(jar);
        return !found.matches() || found.group(1).equals(platform);
    }

    Bundle settings() throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(config)) {
            found.filter(Files::isRegularFile).forEach(file -> files.put(config.relativize(file).toString().replace('\\', '/'),
                    file));
        }
        return new Bundle("config", files);
    }

    Bundle hadoopSettings() {
        Map<String, Path> files = new TreeMap<>();
        SITES.stream().map(hadoop::resolve).filter(Files::isRegularFile).forEach(file -> files.put(file.getFileName()
                .toString(), file));
        return new Bundle("hadoop-conf", files);
    }

    List<Bundle> all() throws IOException {
        return List.of(libraries(), own(), userJars(), settings(), hadoopSettings());
    }

    private Bundle jars(String name, Predicate<String> wanted) {
        Map<String, Path> files = new TreeMap<>();
        for (Path jar : jars) {
            String file = jar.getFileName().toString();
            if (file.endsWith(".jar") && wanted.test(file)) {
                files.put(file, jar);
            }
        }
        return new Bundle(name, files);
    }
}
