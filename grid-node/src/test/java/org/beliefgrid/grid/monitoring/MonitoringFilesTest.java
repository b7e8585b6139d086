package org.beliefgrid.grid.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The document and the dashboard speak of metrics that there are, and the document of all of them. */
class MonitoringFilesTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static String total(String name, boolean total) {
        return total ? name + "_total" : name;
    }

    private static Set<String> prometheusNames() {
        Set<String> names = new TreeSet<>();
        for (RunMetric metric : RunMetric.values()) {
            names.add(total(metric.prometheusName(), metric.isTotal()));
        }
        for (MemberMetric metric : MemberMetric.values()) {
            names.add(total(metric.prometheusName(), metric.isTotal()));
        }
        return names;
    }

    @Test
    void theDocumentHasEachMetricOfARunUnderEachOfItsNames() throws IOException {
        String document = read("docs/monitoring.md");
        for (RunMetric metric : RunMetric.values()) {
            String row = "| `%s` | `%s` | `%s` |".formatted(metric.jmxName(), metric.jetName(),
                    total(metric.prometheusName(), metric.isTotal()).replace("beliefgrid_run_", ""));
            assertTrue(document.contains(row), row);
        }
        for (MemberMetric metric : MemberMetric.values()) {
            String row = "| `%s` | `%s` |".formatted(metric.jmxName(),
                    total(metric.prometheusName(), metric.isTotal()).replace("beliefgrid_member_", ""));
            assertTrue(document.contains(row), row);
        }
        assertEquals(RunMetric.values().length, document.lines()
                .filter(line -> line.matches("\\|.*\\| `\\w+` \\| `\\w+` \\| `\\w+` \\|")).count(), "rows of a run");
    }

    @Test
    void theDashboardShowsEachMetricOfARunAndNoneThatIsNotThere() throws IOException {
        Set<String> shown = Pattern.compile("beliefgrid_\\w+").matcher(read("config/monitoring/grafana-dashboard.json"))
                .results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
        Set<String> unknown = new TreeSet<>(shown);
        unknown.removeAll(prometheusNames());
        assertEquals(Set.of(), unknown);
        Set<String> missing = prometheusNames();
        missing.removeAll(shown);
        // What follows from others, or is a label.
        missing.removeAll(Set.of("beliefgrid_run_round", "beliefgrid_run_cases_total", "beliefgrid_run_bytes_sent_total",
                "beliefgrid_member_shard_epochs_total", "beliefgrid_member_local_block_reads_total"));
        assertEquals(Set.of(), missing);
    }

    @Test
    void imagesArePinnedAndTheClassOfTheHandshakeIsThatOfTheFile() throws IOException {
        read("config/monitoring/compose.yaml").lines().filter(line -> line.contains("image:"))
                .forEach(line -> assertTrue(line.matches(".*:v?\\d+\\.\\d+\\.\\d+$"), line));
        Matcher version = Pattern.compile("<artifactId>beliefgrid</artifactId>\\s*<version>(.*?)</version>")
                .matcher(read("pom.xml"));
        assertTrue(version.find() && read("config/monitoring/compose.yaml").contains("grid-node-" + version.group(1) + ".jar"));
        assertTrue(read("config/monitoring/management-center-client.yaml")
                .contains("class-name: " + org.beliefgrid.grid.security.SecretFileInterceptor.class.getName()));
    }
}
