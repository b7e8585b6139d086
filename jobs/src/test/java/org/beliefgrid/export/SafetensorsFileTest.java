package org.beliefgrid.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.beliefgrid.model.DeepBeliefNet;
import org.beliefgrid.model.ProvenanceText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files as another program reads them: by the definition of the format and nothing of ours. */
class SafetensorsFileTest {
    private static byte[] file(Exportable kind) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExportFormat.SAFETENSORS.requireExportable(kind.model());
        ExportFormat.SAFETENSORS.write(kind.model(), out);
        return out.toByteArray();
    }

    /** The format read by its definition. */
    private record Read(int start, JsonNode header, ByteBuffer bytes) {
        static Read of(byte[] file) throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
            int length = Math.toIntExact(bytes.getLong(0));
            assertEquals('{', file[Long.BYTES]);
            return new Read(Long.BYTES + length, new ObjectMapper().readTree(file, Long.BYTES, length), bytes);
        }

        List<String> names() {
            List<String> names = new ArrayList<>();
            header.fieldNames().forEachRemaining(names::add);
            names.remove("__metadata__");
            return names;
        }

        float[] values(String name) {
            JsonNode tensor = header.get(name);
            assertEquals("F32", tensor.get("dtype").asText());
            int count = 1;
            for (JsonNode size : tensor.get("shape")) {
                count *= size.asInt();
            }
            int begin = tensor.get("data_offsets").get(0).asInt();
            assertEquals(begin + count * Float.BYTES, tensor.get("data_offsets").get(1).asInt(), name);
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = bytes.getFloat(start + begin + i * Float.BYTES);
                assertTrue(Float.isFinite(values[i]), name);
            }
            return values;
        }
    }

    @ParameterizedTest
    @EnumSource(Exportable.class)
    void tensorsAreTheParametersInTheOrderOfTheModelFileWithoutGaps(Exportable kind) throws IOException {
        byte[] file = file(kind);
        Read read = Read.of(file);
        List<float[]> parameters = kind.model().model().net().parameters();
        assertEquals(0, read.start() % 8, "tensors are aligned");
        assertEquals(parameters.size(), read.names().size());
        int end = 0;
        for (int i = 0; i < parameters.size(); i++) {
            String name = read.names().get(i);
            assertEquals(end, read.header().get(name).get("data_offsets").get(0).asInt(), name);
            assertArrayEquals(parameters.get(i), read.values(name), name);
            end = read.header().get(name).get("data_offsets").get(1).asInt();
        }
        assertEquals(file.length, read.start() + end);
    }

    @Test
    void shapesAreUnitsBelowTimesUnits() throws IOException {
        DeepBeliefNet net = Exportable.LABEL_UNITS_BELOW_SOFTMAX.model().model().net();
        Read read = Read.of(file(Exportable.LABEL_UNITS_BELOW_SOFTMAX));
        assertEquals("[%d,%d]".formatted(net.visible(), net.hidden().get(0)),
                read.header().get("layer1.weights").get("shape").toString());
        assertEquals("[%d]".formatted(net.visible()), read.header().get("layer1.visibleBiases").get("shape").toString());
        assertEquals("[%d]".formatted(net.hidden().get(1)), read.header().get("layer2.hiddenBiases").get("shape").toString());
        assertEquals("[%d,%d]".formatted(net.classes(), net.hidden().get(1)),
                read.header().get("labelUnits.weights").get("shape").toString());
        assertEquals("[%d,%d]".formatted(net.hidden().get(1), net.classes()),
                read.header().get("softmax.weights").get("shape").toString());
    }

    @Test
    void metadataAreTextsThatSayWhichModelItIs() throws IOException {
        JsonNode metadata = Read.of(file(Exportable.STANDARDISED)).header().get("__metadata__");
        assertEquals(Exportable.STANDARDISED.model().metadata(),
                new ObjectMapper().convertValue(metadata, new TypeReference<Map<String, String>>() { }));
        assertEquals(Exportable.STANDARDISED.model().model().provenance(),
                ProvenanceText.read("provenance", metadata.get("provenance").asText()));
        assertEquals("gaussian", metadata.get("visibleUnits").asText());
    }
}
