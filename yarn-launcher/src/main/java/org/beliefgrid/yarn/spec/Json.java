package org.beliefgrid.yarn.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import org.beliefgrid.store.Location;

/** The records of this package as JSON. */
public final class Json {
    /** It knows the records after the first message of each kind: a new one would have to learn them again. */
    private static final JsonMapper MAPPER = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Json() {
    }

    /** A record as UTF-8. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(value.getClass() + " has no JSON form", e);
        }
    }

    /**
     * A record from UTF-8. Fields that this version does not know are passed over.
     *
     * @throws IOException if it is not one, with a message of one line
     */
    public static <T> T read(byte[] json, Class<T> type) throws IOException {
        try {
            T value = MAPPER.readValue(json, type);
            if (value == null) {
                throw new IOException("null, expected " + type.getSimpleName());
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new IOException("not a %s: %s".formatted(type.getSimpleName(), e.getOriginalMessage()), e);
        }
    }

    /** A record that a file holds, as {@link #read(byte[], Class)}. */
    public static <T> T read(Location file, Class<T> type) throws IOException {
        try (InputStream in = file.open()) {
            return read(in.readAllBytes(), type);
        }
    }
}
