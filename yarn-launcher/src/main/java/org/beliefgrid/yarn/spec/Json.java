package org.beliefgrid.yarn.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** The records of this package as JSON. */
public final class Json {
    private Json() {
    }

    /** A record as UTF-8. */
    public static byte[] write(Object value) {
        try {
            return mapper().writeValueAsBytes(value);
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
            T value = mapper().readValue(json, type);
            if (value == null) {
                throw new IOException("null, expected " + type.getSimpleName());
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new IOException("not a %s: %s".formatted(type.getSimpleName(), e.getOriginalMessage()), e);
        }
    }

    private static JsonMapper mapper() {
        return JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    }
}
