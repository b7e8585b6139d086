package org.beliefgrid.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.beliefgrid.client.EmbeddedGrid;
import org.beliefgrid.data.CaseSelection;
import org.beliefgrid.data.SourceSpec;
import org.beliefgrid.data.table.SurveyedTable;
import org.beliefgrid.data.table.TableSurvey;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.grid.Block;
import org.beliefgrid.grid.BlockKey;
import org.beliefgrid.grid.Dataset;
import org.beliefgrid.grid.GridMaps;
import org.beliefgrid.model.TableSchema;
import org.beliefgrid.model.TableSchemaText;
import org.beliefgrid.model.TrainingPlan;
import org.beliefgrid.store.Location;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that share the files of a table find, and load, what one process does alone, to the bit. */
class TableLoadIT {
    private static final long SEED = Long.getLong("beliefgrid.test.seed", 20150601L);
    private static final TableSchema SCHEMA = TableSchemaText.read("schema", """
            features: [age, {name: country, categorical: true}, income]
            label: bought
            missing: mean
            scale: standardise
            malformed: skip
            """);
    private static final TrainingPlan PLAN = TrainingPlan.DEFAULTS.withShards(5).withHeldOut(0.2);
    private static final int FILES = 4;

    @TempDir
    private static Path folder;
    private static EmbeddedGrid members;
    private static HazelcastInstance grid;

    @BeforeAll
    static void start() throws IOException {
        Random random = new Random(SEED);
        Path rows = Files.createDirectory(folder.resolve("rows"));
        for (int file = 0; file < FILES; file++) {
            StringBuilder text = new StringBuilder("age,country,income,bought\n");
            for (int row = 0; row < 300 + file; row++) {
                text.append("%s,C%d,%s,%s%n".formatted(row == 17 ? "old" : random.nextInt(90), random.nextInt(4),
                        random.nextInt(9) == 0 ? "" : 1e6 * random.nextGaussian(), random.nextBoolean() ? "yes" : "no"));
            }
            Files.writeString(rows.resolve("part-%d.csv".formatted(file)), text);
        }
        members = EmbeddedGrid.start(2, PLAN.shards(), 1, Location.of(folder.resolve("store").toString()));
        grid = members.first();
    }

    @AfterAll
    static void stop() {
        members.close();
    }

    private static String rows() {
        return folder.resolve("rows").toString();
    }

    @Test
    void membersFindWhatOneProcessFinds() throws IOException {
        SurveyedTable alone = TableSurvey.ofTraining(rows(), SCHEMA);
        SurveyedTable together = TableSurvey.ofTraining(rows(), SCHEMA, new SurveyJob(grid));
        assertArrayEquals(alone.bytes(), together.bytes());
        assertEquals(FILES, alone.counts().malformed());
        CaseSelection selection = CaseSelection.of(PLAN, SourceSpec.Table.of(rows(), alone).open(), 2);
        assertArrayEquals(TableSurvey.withoutHeldOut(alone, selection, null).bytes(),
                TableSurvey.withoutHeldOut(alone, selection, new SurveyJob(grid)).bytes());
        assertArrayEquals(TableSurvey.ofOthers(rows(), alone.input()).bytes(),
                TableSurvey.ofOthers(rows(), alone.input(), new SurveyJob(grid)).bytes());
    }

    @Test
    void membersLoadWhatTheCallerLoads() throws IOException {
        SourceSpec spec = SourceSpec.Table.of(rows(), TableSurvey.ofTraining(rows(), SCHEMA));
        Dataset one = new LoadJob(grid).load("by-caller", spec, PLAN, 2, true);
        Dataset other = new LoadJob(grid).load("by-members", spec, PLAN, 2, false);
        assertEquals(one.fingerprint(), other.fingerprint());
        assertArrayEquals(one.cases(), other.cases());
        assertArrayEquals(one.heldOut(), other.heldOut());
        GridMaps maps = new GridMaps(grid);
        for (int shard = 0; shard < PLAN.shards(); shard++) {
            for (int number = 0; number < one.blocks(shard); number++) {
                Block expected = maps.blocks().get(one.key(shard, number));
                BlockKey key = other.key(shard, number);
                assertArrayEquals(expected.values(), maps.blocks().get(key).values(), key.toString());
                assertArrayEquals(expected.labels(), maps.blocks().get(key).labels(), key.toString());
            }
        }
    }

    @Test
    void whatIsWrongIsToldTheCaller() throws IOException {
        TableSchema fatal = TableSchemaText.read("schema", "features: [age]\nlabel: bought\n");
        String problem = rows() + "/part-0.csv: line 19: column age is \"old\", expected a number of at most 3.4e38";
        assertEquals(problem, assertThrows(BadInputException.class,
                () -> TableSurvey.ofTraining(rows(), fatal, new SurveyJob(grid))).getMessage());

        Path changing = Files.createDirectory(folder.resolve("changing"));
        Files.copy(Path.of(rows(), "part-1.csv"), changing.resolve("part-1.csv"));
        SourceSpec spec = SourceSpec.Table.of(changing.toString(), TableSurvey.ofTraining(changing.toString(), SCHEMA));
        Files.writeString(changing.resolve("part-1.csv"), Files.readString(changing.resolve("part-1.csv")).replace("C1", "C2"));
        String changed = assertThrows(BadInputException.class, () -> new LoadJob(grid).load("changing", spec,
                PLAN, 2, false)).getMessage();
        assertTrue(changed.startsWith(changing + "/part-1.csv: was changed while in use"), changed);
    }
}
