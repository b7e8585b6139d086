package org.beliefgrid.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters of a model as a safetensors file, the format of Hugging Face's library of that name:
 * <pre>
 * 8 bytes     N, unsigned little-endian: length of the header
 * N bytes     header, one JSON object in UTF-8, with spaces at its end
 * rest        the tensors, without gaps
 * </pre>
 * The header has for each tensor, by its name, {@code dtype} (here always {@code F32}, little-endian singles), {@code shape}
 * and {@code data_offsets}, its first byte and the one after its last, counted from the end of the header; and under {@code
 * __metadata__} texts by name. With the spaces the tensors begin at a multiple of 8, as that library writes them. Names are
 * those of {@link NamedTensor}; weights are [units below x units], those of label units [classes x hidden].
 */
final class SafetensorsFile {
    private static final int ALIGNMENT = 8;
    private static final int CHUNK_FLOATS = 16_384;

    private SafetensorsFile() {
    }

    static void write(ExportedModel model, OutputStream out) throws IOException {
        Collection<NamedTensor> tensors = NamedTensor.of(model.model().net()).values();
        byte[] header = header(model, tensors);
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        chunk.putLong(header.length);
        out.write(chunk.array(), 0, chunk.position());
        out.write(header);
        for (NamedTensor tensor : tensors) {
            float[] values = tensor.values();
            for (int start = 0; start < values.length; start += CHUNK_FLOATS) {
                int count = Math.min(CHUNK_FLOATS, values.length - start);
                chunk.clear().asFloatBuffer().put(values, start, count);
                out.write(chunk.array(), 0, count * Float.BYTES);
            }
        }
    }

    private static byte[] header(ExportedModel model, Collection<NamedTensor> tensors) throws IOException {
        Map<String, Object> entries = new LinkedHashMap<>();
        entries.put("__metadata__", model.metadata());
        long offset = 0;
        for (NamedTensor tensor : tensors) {
            long end = offset + (long) tensor.values().length * Float.BYTES;
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", "F32");
            entry.put("shape", tensor.shape());
            entry.put("data_offsets", List.of(offset, end));
            entries.put(tensor.name(), entry);
            offset = end;
        }
        byte[] json = new ObjectMapper().writeValueAsBytes(entries);
        byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }
}
