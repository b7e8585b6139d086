package org.beliefgrid.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.model.TableInput.Column;
import org.beliefgrid.model.TableSchema.Feature;
import org.beliefgrid.model.TableSchema.Format;
import org.beliefgrid.model.TableSchema.Malformed;
import org.beliefgrid.model.TableSchema.Missing;
import org.beliefgrid.model.TableSchema.Scale;
import org.junit.jupiter.api.Test;

/** Schemas of tables, and what an encoder makes of rows by them. */
class TableSchemaTextTest {
    private static final TableSchema ALL = new TableSchema(Format.CSV, 0, ';',
            List.of(Feature.number("1"), new Feature("country", true, List.of("no", "1.5", "true"))), List.of(), "bought",
            List.of("no", "yes"), Missing.SKIP_ROW, List.of("", "NA"), Scale.STANDARDISE, Malformed.SKIP,
            new ClassWeights(false, Map.of("yes", 10.0)));

    private static List<String> problems(String text) {
        return assertThrows(InvalidConfigException.class, () -> TableSchemaText.read("s.yaml",
                text)).getMessage().lines().toList();
    }

    @Test
    void anEmptySchemaHasTheDefaults() {
        assertEquals(TableSchema.DEFAULTS, TableSchemaText.read("s.yaml", "{}"));
        assertEquals(TableSchema.DEFAULTS, TableSchemaText.read("s.yaml", "{features: all, classWeights: none}"));
    }

    @Test
    void everySettingIsRead() {
        assertEquals(ALL, TableSchemaText.read("s.yaml", """
                format: csv
                separator: ";"
                features: [1, {name: country, categorical: true, categories: [no, 1.5, true]}]
                label: bought
                classes: [no, yes]
                missing: skip-row
                missingAs: ["", NA]
                scale: standardise
                malformed: skip
                classWeights: {yes: 10}
                """));
        assertEquals(List.of("id"), TableSchemaText.read("s.yaml", "exclude: [id]").exclude());
        assertEquals(ClassWeights.BALANCED, TableSchemaText.read("s.yaml",
                "{label: y, classWeights: balanced}").classWeights());
    }

    private static String withCategories(int count) {
        StringBuilder text = new StringBuilder("features: [{name: place, categorical: true, categories: [");
        for (int number = 0; number < count; number++) {
            text.append("P").append(number).append(", ");
        }
        return text.append("last]}]\nlabel: bought\n").toString();
    }

    @Test
    void aSchemaThatNoModelCouldKeepIsRefusedBeforeTheTraining() {
        TableSchemaText.read("s.yaml", withCategories(4000));
        String longer = withCategories(4095).replace("P", "far away");
        assertTrue(longer.length() < TableSchemaText.LONGEST);  // but there will be a line for each
        List<String> problems = problems(longer);
        assertEquals(1, problems.size());
        assertTrue(problems.get(0).startsWith("s.yaml: written out, a line for each name, the schema may have 65536 bytes, "),
                problems::toString);
    }

    @Test
    void whatIsWrittenWithNamesThatWereFoundIsReadBackWhateverItsLength() {
        List<String> found = IntStream.range(0, 4096).mapToObj(number -> "somewhere in the world " + number).toList();
        TableSchema schema = TableSchemaText.read("s.yaml", "label: bought\n").closed(
                List.of(new Feature("place", true, found)), List.of("no", "yes"));
        assertEquals(schema, TableSchemaText.readWritten(TableSchemaText.write(schema)));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        assertEquals(ALL, TableSchemaText.read("s.yaml", TableSchemaText.write(ALL)));
        assertEquals(TableSchema.DEFAULTS, TableSchemaText.read("s.yaml", TableSchemaText.write(TableSchema.DEFAULTS)));
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        assertEquals(List.of(
                "s.yaml: features[1].categorical must be true or false, was 7",
                "s.yaml: unknown setting features[1].kategories; known here: name, categorical, categories",
                "s.yaml: classWeights.yes must be a number, was \"ten\"",
                "s.yaml: missing must be error or mean or zero or skip-row, was \"never\"",
                "s.yaml: unknown setting lable; known here: format, separator, features, classWeights, columns, exclude, "
                + "label, "
                        + "classes, missing, missingAs, scale, malformed"), problems("""
                features: [age, {name: country, categorical: 7, kategories: []}]
                lable: bought
                missing: never
                classWeights: {yes: ten}
                """));
    }

    @Test
    void eachRuleIsReported() {
        assertEquals(List.of("s.yaml: separator must be one character, was \",,\""), problems("separator: ',,'"));
        assertEquals(List.of(
                "s.yaml: separator must be one ASCII character that is neither a quote nor an end of line, was \"\"\"",
                "s.yaml: features must be different columns, was [a, a]",
                "s.yaml: exclude must be left out where features are listed, was [b]",
                "s.yaml: classes must be 2 to 255 names, was 1",
                "s.yaml: classes must be left out where there is no label, was [x]"),
                problems("{separator: '\"', features: [a, a], exclude: [b], classes: [x]}"));
        assertEquals(List.of("s.yaml: features must be without the label, a, was [a]"), problems("{features: [a], label: a}"));
        assertEquals(List.of("s.yaml: classWeights must be none where there is no label, was balanced"),
                problems("classWeights: balanced"));
        assertEquals(List.of("s.yaml: classWeights.a must be greater than 0 and finite, was -1.0"),
                problems("{label: y, classWeights: {a: -1}}"));
        assertEquals(List.of("s.yaml: features must be categorical where there are categories, was a"),
                problems("features: [{name: a, categories: [x]}]"));
    }

    @Test
    void valuesAreScaledAndNamesBecomeUnits() {
        TableInput input = new TableInput(ALL, List.of(Column.number("1", 10, 0.5, -3),
                Column.categorical("country", List.of("a", "b", "c"), List.of(0.5f, 0.25f, 0.125f))), List.of("no", "yes"));
        TableEncoder encoder = new TableEncoder(input);
        float[] out = new float[5];
        assertEquals(-1, encoder.encode(new double[] {13}, new String[] {"b"}, out, 1));
        assertArrayEquals(new float[] {0, 1.5f, 0, 1, 0}, out);
        assertEquals(0, encoder.encode(new double[] {Double.NaN}, new String[] {"c"}, out, 1));
        assertArrayEquals(new float[] {0, -3, 0, 0, 1}, out);
        assertEquals(1, encoder.encode(new double[] {1e30}, new String[] {"x"}, out, 1));
        assertArrayEquals(new float[] {0, 10, 0.5f, 0.25f, 0.125f}, out);
        assertEquals(1, encoder.label("yes"));
        assertEquals(TableEncoder.UNKNOWN, encoder.label("maybe"));
    }

    /** Each class has the same weight in all, and an average case the weight 1. */
    @Test
    void balancedWeightsMakeClassesEqual() {
        long[] counts = {1, 3, 16};
        float[] weights = ClassWeights.BALANCED.of(List.of("a", "b", "c"), counts);
        double all = 0;
        for (int label = 0; label < counts.length; label++) {
            assertEquals(weights[0] * counts[0], weights[label] * counts[label], 1e-5);
            all += weights[label] * counts[label];
        }
        assertEquals(20, all, 1e-5);
        assertArrayEquals(new float[] {1, 2.5f, 1}, new ClassWeights(false, Map.of("b", 2.5)).of(List.of("a", "b", "c"),
                counts));
        assertEquals(0, ClassWeights.NONE.of(List.of("a", "b", "c"), counts).length);
        assertThrows(InvalidConfigException.class, () -> new ClassWeights(false, Map.of("d", 2.0)).of(List.of("a"), counts));
    }
}
