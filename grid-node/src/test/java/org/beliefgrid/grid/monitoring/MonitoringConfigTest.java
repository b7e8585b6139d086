package org.beliefgrid.grid.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What can be told of the files for Prometheus, Grafana and Management Center without starting them: they parse, name files
 * that are there and metrics that are served, and agree with each other.
 */
class MonitoringConfigTest {
    private static final Path FOLDER = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent()
            .resolve("config/monitoring");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final int GRID_COLUMNS = 24;

    /** JSON is YAML, too. A key that stands twice is refused. */
    private static Map<?, ?> read(String file) throws IOException {
        return parsed(Files.readString(FOLDER.resolve(file)), file);
    }

    private static Map<?, ?> parsed(String text, String name) {
        LoadSettings settings = LoadSettings.builder().setLabel(name).setAllowDuplicateKeys(false).build();
        return (Map<?, ?>) new Load(settings).loadFromString(text);
    }

    private static Object at(Object start, Object... path) {
        Object found = start;
        for (Object name : path) {
            found = found instanceof List<?> list ? list.get((Integer) name) : ((Map<?, ?>) found).get(name);
            assertTrue(found != null, () -> "there is no " + name + " of " + List.of(path));
        }
        return found;
    }

    private static List<?> list(Object start, Object... path) {
        return (List<?>) at(start, path);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"compose.yaml", "grafana-dashboard.json", "management-center-client.yaml", "prometheus.yml"})
    void everyFileParses(String file) throws IOException {
        assertFalse(read(file).isEmpty());
    }

    @Test
    void aKeyThatStandsTwiceIsFound() {
        assertThrows(YamlEngineException.class, () -> parsed("a: 1\na: 2\n", "twice"));
    }

    @Test
    void everyMetricOfTheDashboardIsServed() throws Exception {
        Set<String> unknown = new TreeSet<>();
        int expressions = 0;
        Map<?, ?> dashboard = read("grafana-dashboard.json");
        Set<String> served = served();
        for (Object panel : list(dashboard, "panels")) {
            for (Object target : list(panel, "targets")) {
                expressions++;
                Set<String> metrics = metrics(String.valueOf(at(target, "expr")));
                assertFalse(metrics.isEmpty(), () -> "no metric in " + target);
                unknown.addAll(metrics);
            }
        }
        unknown.removeAll(served);
        assertEquals(Set.of(), unknown);
        assertTrue(expressions > 15, "expressions of the dashboard: " + expressions);
    }

    @Test
    void metricsAreToldFromFunctionsLabelsAndRanges() {
        assertEquals(Set.of("a_total", "b"), metrics("max by (run, phase) (rate(a_total{run=~\"$run\", x=\"y z\"}[5m])) / b"));
    }

    /** Names in an expression that are neither functions nor labels nor words of the language. */
    private static Set<String> metrics(String expression) {
        String bare = expression.replaceAll("\\{[^}]*}", "").replaceAll("\\[[^]]*]", "")
                .replaceAll("\\b(by|without)\\s*\\([^)]*\\)", "");
        return NAME.matcher(bare).results().filter(found -> !bare.substring(found.end()).stripLeading().startsWith("("))
                .map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    /** What {@code /metrics} says of the Java machine, and what it says of grid and runs. */
    private static Set<String> served() throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        try (PrometheusPage page = new PrometheusPage(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                MetricSnapshots::new)) {
            String text = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page.port()
                    + "/metrics")).build(), BodyHandlers.ofString()).body();
            text.lines().filter(line -> !line.startsWith("#")).map(line -> line.split("[{ ]")[0]).forEach(names::add);
        }
        for (RunMetric metric : RunMetric.values()) {
            names.add(metric.prometheusName() + (metric.isTotal() ? "_total" : ""));
        }
        for (MemberMetric metric : MemberMetric.values()) {
            names.add(metric.prometheusName() + (metric.isTotal() ? "_total" : ""));
        }
        return names;
    }

    @Test
    void panelsHaveTheirOwnNumbersAndPlaces() throws IOException {
        Set<Object> numbers = new HashSet<>();
        List<int[]> places = new ArrayList<>();
        for (Object panel : list(read("grafana-dashboard.json"), "panels")) {
            assertTrue(numbers.add(at(panel, "id")), () -> "a number twice: " + at(panel, "id"));
            assertFalse(String.valueOf(at(panel, "title")).isBlank());
            assertFalse(String.valueOf(at(panel, "description")).isBlank(), () -> "no description: " + at(panel, "title"));
            int[] place = {number(panel, "x"), number(panel, "y"), number(panel, "w"), number(panel, "h")};
            assertTrue(place[0] + place[2] <= GRID_COLUMNS, () -> "beyond the grid: " + panel);
            places.forEach(other -> assertFalse(place[0] < other[0] + other[2] && other[0] < place[0] + place[2]
                    && place[1] < other[1] + other[3] && other[1] < place[1] + place[3], () -> "over another: " + panel));
            places.add(place);
            Set<Object> letters = new HashSet<>();
            for (Object target : list(panel, "targets")) {
                assertTrue(letters.add(at(target, "refId")), () -> "a letter twice: " + panel);
                assertEquals("${datasource}", at(target, "datasource", "uid"));
            }
        }
    }

    private static int number(Object panel, String name) {
        return (Integer) at(panel, "gridPos", name);
    }

    @Test
    void prometheusReadsTheJobThatTheDashboardNames() throws IOException {
        Map<?, ?> prometheus = read("prometheus.yml");
        assertEquals("beliefgrid", at(prometheus, "scrape_configs", 0, "job_name"));
        for (Object target : list(prometheus, "scrape_configs", 0, "static_configs", 0, "targets")) {
            assertTrue(String.valueOf(target).matches("[\\w.-]+:\\d{1,5}"), () -> "host:port expected, was " + target);
        }
        Set<String> jobs = Pattern.compile("job=\\\\\"(\\w+)\\\\\"").matcher(Files.readString(FOLDER.resolve(
                "grafana-dashboard.json"))).results().map(found -> found.group(1)).collect(Collectors.toSet());
        assertEquals(Set.of("beliefgrid"), jobs);
    }

    @Test
    void filesThatComposeGivesToContainersAreThere() throws IOException {
        Map<?, ?> services = (Map<?, ?>) at(read("compose.yaml"), "services");
        assertEquals(Set.of("management-center", "prometheus", "grafana"), services.keySet());
        int files = 0;
        for (Object service : services.values()) {
            assertEquals("host", at(service, "network_mode"), "members listen on loopback");
            Object volumes = ((Map<?, ?>) service).get("volumes");
            for (Object volume : volumes == null ? List.of() : (List<?>) volumes) {
                assertTrue(String.valueOf(volume).endsWith(":ro"), () -> "not for reading alone: " + volume);
                if (String.valueOf(volume).startsWith("./")) {
                    String file = String.valueOf(volume).split(":")[0];
                    assertTrue(Files.isRegularFile(FOLDER.resolve(file)), () -> "no such file: " + volume);
                    files++;
                }
            }
        }
        assertEquals(2, files, "files beside compose.yaml");
        assertTrue(list(services, "prometheus", "command").contains("--config.file=/etc/prometheus/prometheus.yml"));
    }

    @Test
    void managementCenterFindsTheClusterAndTheSecretThatAreMounted() throws IOException {
        Map<?, ?> client = (Map<?, ?>) at(read("management-center-client.yaml"), "hazelcast-client");
        Object interceptor = at(client, "network", "socket-interceptor");
        assertEquals(at(client, "cluster-name"), at(interceptor, "properties", "cluster-name"));
        String secret = String.valueOf(at(interceptor, "properties", "secret-file"));
        assertTrue(list(read("compose.yaml"), "services", "management-center", "volumes").stream()
                .anyMatch(volume -> String.valueOf(volume).endsWith(":" + secret + ":ro")), () -> secret + " is not mounted");
    }
}
