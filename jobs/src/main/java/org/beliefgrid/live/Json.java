package org.beliefgrid.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Snapshots as the page's script reads them: what is not known is null. Thread-safe. */
final class Json {
    private final ObjectMapper mapper = new ObjectMapper();

    /** One line in UTF-8. */
    byte[] bytes(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a snapshot has no form in JSON: " + e.getMessage(), e);
        }
    }
}
