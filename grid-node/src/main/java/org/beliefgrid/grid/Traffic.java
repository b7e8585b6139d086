package org.beliefgrid.grid;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What members sent from round to round, as a driver learns it: its own member's count, and what the answers of shards say of
 * others.
 */
final class Traffic {
    private final String ownAddress;
    private final LongSupplier own;
    /** Bytes that a member, by its address, had sent since its start when it was last heard of. */
    private final Map<String, Long> counted = new HashMap<>();

    /**
     * @param ownAddress of the driver's member, host:port
     * @param own bytes that it has sent since its start
     */
    Traffic(String ownAddress, LongSupplier own) {
        this.ownAddress = ownAddress;
        this.own = own;
        counted.put(ownAddress, own.getAsLong());
    }

    /** Bytes that were sent since the call before; of members that are new, since their tasks began. */
    long sinceLast(Collection<ShardAnswer> answers) {
        Map<String, Long> before = new HashMap<>();
        Map<String, Long> after = new HashMap<>();
        for (ShardAnswer answer : answers) {
            before.merge(answer.member(), answer.sentBefore(), Math::min);
            after.merge(answer.member(), answer.sentAfter(), Math::max);
        }
        after.merge(ownAddress, own.getAsLong(), Math::max);
        long sent = 0;
        for (Map.Entry<String, Long> member : after.entrySet()) {
            long now = member.getValue();
            long last = counted.getOrDefault(member.getKey(), before.getOrDefault(member.getKey(), now));
            sent += now >= last ? now - last : now;  // a member that started again at the same address counts from 0
            counted.put(member.getKey(), now);
        }
        return sent;
    }
}
