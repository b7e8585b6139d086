package org.beliefgrid.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.beliefgrid.report.Curves.Chart;
import org.beliefgrid.report.Curves.Series;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class CurveFileTest {
    @Test
    void aFileIsXmlWithTitleCurvesAndLegend() throws Exception {
        String svg = CurveFile.of(new Chart("error <of> rows", "%", List.of(
                new Series("a & b", List.of(1, 2, 3), List.of(9.0, 5.0, 4.0)),
                new Series("c", List.of(1, 2), List.of(7.0, 6.0)))));
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Element root = factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        assertEquals("http://www.w3.org/2000/svg", root.getNamespaceURI());
        assertEquals("error <of> rows", root.getElementsByTagName("title").item(0).getTextContent());
        assertEquals(2, root.getElementsByTagName("polyline").getLength());
        assertTrue(svg.contains("prefers-color-scheme: dark"));
        assertTrue(root.getTextContent().contains("a & b"), svg);
    }
}
