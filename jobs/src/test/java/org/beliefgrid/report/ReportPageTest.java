package org.beliefgrid.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beliefgrid.model.PlanText;
import org.beliefgrid.report.RunReport.Pretrained;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportPageTest {
    private static final String HOSTILE = "<script>alert('x')</script>\"&";

    @Test
    void itNeedsNothingButItself() throws IOException {
        String page = ReportPage.of(SmallRun.report("data"));
        assertFalse(Pattern.compile("<script|<link rel=\"stylesheet|@import|url\\(|https?:|javascript:").matcher(page).find());
        Matcher sources = Pattern.compile("src=\"([^\"]{0,22})").matcher(page);
        assertTrue(sources.results().allMatch(found -> found.group(1).equals("data:image/png;base64,")));
    }

    /** Whoever looks on may see the stack a round or more later. */
    @Test
    void picturesSayOfWhenTheStackIs() throws IOException {
        for (String[] when : new String[][] {{"0", "when fine-tuning began"}, {"1", "after 1 round of fine-tuning"},
                {"3", "after 3 rounds of fine-tuning"}, {"-1", "at the end"}}) {
            int rounds = Integer.parseInt(when[0]);
            RunReport end = SmallRun.report("data");
            RunReport report = new RunReport(end.run(), end.version(), end.model(), end.log(), end.times(), end.members(),
                    end.choice(), end.examination(), rounds < 0 ? Optional.empty()
                    : Optional.of(new Pretrained(end.model().net(), rounds)), end.samples(), end.data());
            assertEquals(when[1], report.generativeWhen());
            assertTrue(ReportPage.of(report).contains("Training cases and their reconstructions, " + when[1]));
        }
    }

    @Test
    void textNeverBecomesMarkup() throws IOException {
        String page = ReportPage.of(SmallRun.report(HOSTILE));
        assertFalse(page.contains("<script"));
        assertTrue(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;"));
    }

    @Test
    void figuresStandInItExactly() throws IOException {
        String page = ReportPage.of(SmallRun.report("data"));
        assertTrue(page.contains("<data id=\"testErrorPercent\" value=\"6.5\">6.50 %</data>"));
        for (String value : List.of("47.25", "31.5", "0.75", "12.5", "1.5", "0.875")) {
            assertTrue(page.contains("value=\"" + value + "\""), value);
        }
        assertTrue(page.contains(Html.escaped(PlanText.write(SmallRun.PLAN))));
        assertTrue(page.contains(SmallRun.model("data").net().sha256()));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({"0, 1", "0, 100", "1.39, 10.8", "46.9, 47.1", "0, 0", "5, 5", "-12, 3", "0.00012, 0.00019", "1e-9, 1e9"})
    void ticksAreRoundAndReachOverTheValues(double low, double high) {
        List<Double> ticks = CurveSvg.ticks(low, high);
        double almost = 1e-12 * (Math.abs(low) + Math.abs(high));
        assertTrue(ticks.get(0) <= low + almost && ticks.get(ticks.size() - 1) >= high - almost, ticks::toString);
        assertTrue(ticks.size() <= 8, ticks::toString);
        if (ticks.size() > 1) {
            double step = ticks.get(1) - ticks.get(0);
            double mantissa = step / Math.pow(10, Math.floor(Math.log10(step) + 1e-9));
            assertTrue(List.of(1L, 2L, 5L).contains(Math.round(mantissa)), "step " + step);
        }
    }

    @ParameterizedTest(name = "{0} as {1}")
    @CsvSource({"0, 0", "0.5, 0.5", "47.25, 47.25", "100, 100", "1500, 1500", "60000, 60000", "0.00015, 0.00015",
            "-0.25, -0.25"})
    void numbersAreShort(double value, String text) {
        assertEquals(text, CurveSvg.number(value));
    }
}
