package org.beliefgrid.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.sql.HazelcastSqlException;
import com.hazelcast.sql.SqlResult;
import com.hazelcast.sql.SqlRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beliefgrid.client.GridClient;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.grid.GridMember;
import org.beliefgrid.grid.MemberOptions;
import org.beliefgrid.grid.RoundReport;
import org.beliefgrid.grid.RoundStage;
import org.beliefgrid.grid.RoundWork;
import org.beliefgrid.grid.ShardWork;
import org.beliefgrid.grid.security.GridSecret;
import org.beliefgrid.learning.Figure;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statements of docs/monitoring.md, word for word, put to a grid by a client. */
class ProgressInSqlIT {
    private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
    private static final RoundReport PRETRAINING = new RoundReport(new RoundStage(4, "pre-training layer 2", 2, 1, 10, true),
            List.of(new Figure("reconstruction error", 7.5), new Figure("free-energy gap (start)", -0.5)),
            new RoundWork(1000, 0.5, 12_345, List.of(new ShardWork(0, "10.0.0.1:5701", "10.0.0.1:5701", 0.25, 0),
                    new ShardWork(1, "10.0.0.2:5701", "10.0.0.2:5701", 0.45, 2))));
    private static final RoundReport FINE_TUNING = new RoundReport(new RoundStage(20, "fine-tuning", 0, 3, 10, false),
            List.of(new Figure("loss", 0.125), Figure.percent("training error", 0.25),
                    Figure.percent("validation error (epoch 2)", 0.5)), new RoundWork(500, 0.25, 678, List.of()));

    @TempDir
    private Path folder;

    private static List<String> statements() throws Exception {
        String document = Files.readString(Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent()
                .resolve("docs/monitoring.md"));
        List<String> statements = new ArrayList<>();
        Matcher block = SQL.matcher(document);
        while (block.find()) {
            statements.add(block.group(1));
        }
        return statements;
    }

    @Test
    void theProgressOfRunsIsATable() throws Exception {
        List<String> statements = statements();
        assertEquals(2, statements.size(), statements::toString);
        GridSecret secret = GridSecret.random();
        HazelcastInstance member = GridMember.startEmbedded(new MemberOptions("127.0.0.1", 0, List.of(), 7, 1,
                Location.of(folder.toString()), secret));
        HazelcastInstance client = null;
        try {
            String address = "127.0.0.1:" + member.getCluster().getLocalMember().getAddress().getPort();
            client = GridClient.connect(List.of(address), secret);
            new GridMaps(member).progress().set("first", PRETRAINING);
            new GridMaps(member).progress().set("second", FINE_TUNING);
            client.getSql().execute(statements.get(0)).close();
            assertAllColumns(client);
            try (SqlResult answer = client.getSql().execute(statements.get(1))) {
                Iterator<SqlRow> rows = answer.iterator();
                assertEquals("second", rows.next().getObject("run"));
                assertFalse(rows.hasNext());
            }
            HazelcastInstance asking = client;
            String refusal = assertThrows(HazelcastSqlException.class, () -> asking.getSql()
                    .execute("SELECT __key FROM progress ORDER BY __key").iterator().next()).getMessage();
            assertTrue(refusal.contains("is not allowed"), refusal);
        } finally {
            if (client != null) {
                client.shutdown();
            }
            member.getLifecycleService().terminate();
        }
    }

    private static void assertAllColumns(HazelcastInstance client) {
        Map<String, SqlRow> rows = new HashMap<>();
        try (SqlResult answer = client.getSql().execute("SELECT * FROM progress")) {
            answer.forEach(row -> rows.put(row.getObject("__key"), row));
        }
        assertEquals(2, rows.size());
        assertRow(PRETRAINING, rows.get("first"));
        assertRow(FINE_TUNING, rows.get("second"));
    }

    private static void assertRow(RoundReport report, SqlRow row) {
        assertEquals(report.algorithm(), row.getObject("phase"));
        assertEquals(report.stage().layer(), (int) row.getObject("layer"));
        assertEquals(report.epoch(), (int) row.getObject("epoch"));
        assertEquals(report.epochs(), (int) row.getObject("epochs"));
        assertEquals(report.round(), (int) row.getObject("round"));
        assertEquals(report.cases(), (long) row.getObject("cases"));
        assertEquals(report.seconds(), (double) row.getObject("seconds"));
        assertEquals(report.work().casesPerSecond(), (double) row.getObject("casesPerSecond"));
        assertEquals(report.work().bytesSent(), (long) row.getObject("bytesSent"));
        assertEquals(report.work().reruns(), (int) row.getObject("shardReruns"));
        assertEquals(report.work().slowestShardSeconds(), (double) row.getObject("slowestShardSeconds"));
        assertEquals(report.work().meanShardSeconds(), (double) row.getObject("meanShardSeconds"));
        for (String kind : List.of("reconstruction error", "free-energy gap", "loss", "training error", "validation error")) {
            String column = column(kind);
            if (report.figure(kind).isPresent()) {
                assertEquals(report.figure(kind).getAsDouble(), (double) row.getObject(column), column);
            } else {
                assertNull(row.getObject(column), column);
            }
        }
        assertTrue(row.getMetadata().getColumnCount() >= 18, row::toString);
    }

    private static String column(String kind) {
        String[] words = kind.split("[ -]");
        StringBuilder name = new StringBuilder(words[0]);
        for (int word = 1; word < words.length; word++) {
            name.append(Character.toUpperCase(words[word].charAt(0))).append(words[word].substring(1));
        }
        return name.toString();
    }
}
