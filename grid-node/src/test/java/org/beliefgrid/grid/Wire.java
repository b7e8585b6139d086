package org.beliefgrid.grid;

import com.hazelcast.config.SerializationConfig;
import com.hazelcast.internal.serialization.Data;
import com.hazelcast.internal.serialization.InternalSerializationService;
import com.hazelcast.internal.serialization.impl.DefaultSerializationServiceBuilder;
import com.hazelcast.internal.serialization.impl.SerializationConstants;
import com.hazelcast.internal.serialization.impl.compact.Schema;
import com.hazelcast.internal.serialization.impl.compact.SchemaService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What becomes of a value between two members, without any member: Compact form, with schemas in memory. */
final class Wire {
    private final InternalSerializationService service = new DefaultSerializationServiceBuilder()
            .setConfig(new SerializationConfig()).setSchemaService(new Schemas()).build();

    /** The bytes that travel. */
    byte[] bytes(Object value) {
        return service.toData(value).toByteArray();
    }

    /** Whether it travels in Compact form, as all values of the grid do. */
    boolean isCompact(Object value) {
        return service.toData(value).getType() == SerializationConstants.TYPE_COMPACT;
    }

    /** What arrives. */
    <T> T through(T value) {
        Data data = service.toData(value);
        return service.toObject(data);
    }

    private static final class Schemas implements SchemaService {
        private final Map<Long, Schema> known = new ConcurrentHashMap<>();

        @Override
        public Schema get(long id) {
            return known.get(id);
        }

        @Override
        public void put(Schema schema) {
            known.put(schema.getSchemaId(), schema);
        }

        @Override
        public void putLocal(Schema schema) {
            put(schema);
        }
    }
}
