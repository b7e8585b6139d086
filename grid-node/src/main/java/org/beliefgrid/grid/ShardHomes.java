package org.beliefgrid.grid;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.partition.Partition;
import com.hazelcast.partition.PartitionService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/**
 * Deals shards to partitions so that every member owns as many as any other, give or take one. Where the partition count is
 * the number of shards, which is how the embedded and the YARN grid are started, each partition gets one shard and the grid's
 * own balance does the rest; on a standing grid shards go to partitions that the members own now, and are dealt again when
 * members come and go.
 */
public final class ShardHomes {
    private final PartitionService partitions;
    private final List<Member> members;

    /** @param grid a member or a client of the grid that will hold the shards */
    public ShardHomes(HazelcastInstance grid) {
        partitions = grid.getPartitionService();
        members = grid.getCluster().getMembers().stream().filter(member -> !member.isLiteMember()).toList();
    }

    /**
     * Homes of new shards, dealt by a member.
     *
     * @param grid a member or a client
     * @param shards number of shards
     * @return partition key of each shard
     */
    public static int[] deal(HazelcastInstance grid, int shards) {
        Member dealer = grid.getCluster().getMembers().iterator().next();
        try {
            return new GridMaps(grid).chores().submitToMember(new DealShardsTask(shards), dealer).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("member %s could not deal %d shards: %s".formatted(dealer.getAddress(), shards,
                    e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    /** Homes of new shards; only a member knows all owners. */
    int[] deal(int shards) {
        int[] keys = keysOfPartitions();
        Map<Member, List<Integer>> owned = ownedPartitions();
        int[] homes = new int[shards];
        if (shards == keys.length) {
            return keys;
        }
        List<Member> owners = new ArrayList<>(owned.keySet());
        for (int shard = 0; shard < shards; shard++) {
            List<Integer> ofMember = owned.get(owners.get(shard % owners.size()));
            homes[shard] = keys[ofMember.get(shard / owners.size() % ofMember.size())];
        }
        return homes;
    }

    /**
     * Homes after members came or went.
     *
     * @param homes present homes, not modified
     * @return the same array if no two members' shards differ by more than one, or partitions are on their way, or every
     *     partition has one shard, so that the grid's own balance is theirs; else new homes, with as few moves as possible
     */
    int[] dealAgain(int[] homes) {
        if (homes.length == partitions.getPartitions().size()) {
            return homes;
        }
        Map<Member, List<Integer>> shardsOf = new LinkedHashMap<>();
        Map<Member, List<Integer>> owned = ownedPartitions();
        owned.keySet().forEach(member -> shardsOf.put(member, new ArrayList<>()));
        for (int shard = 0; shard < homes.length; shard++) {
            Member owner = partitions.getPartition(homes[shard]).getOwner();
            if (!shardsOf.containsKey(owner)) {
                return homes;  // the partition table is changing: the next round sees it settled
            }
            shardsOf.get(owner).add(shard);
        }
        int[] newHomes = homes;
        Comparator<Member> byShards = Comparator.comparingInt(member -> shardsOf.get(member).size());
        while (true) {
            Member most = shardsOf.keySet().stream().max(byShards).orElseThrow();
            Member least = shardsOf.keySet().stream().min(byShards).orElseThrow();
            if (shardsOf.get(most).size() - shardsOf.get(least).size() <= 1) {
                return newHomes == homes || partitions.isClusterSafe() ? newHomes : homes;
            }
            int shard = shardsOf.get(most).remove(shardsOf.get(most).size() - 1);
            newHomes = newHomes == homes ? homes.clone() : newHomes;
            newHomes[shard] = freePartitionKey(owned.get(least), shardsOf.get(least), newHomes);
            shardsOf.get(least).add(shard);
        }
    }

    /** How many shards lie on each member, by its address, host:port. */
    public Map<String, Integer> shardsOfMembers(int[] homes) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        membersOfShards(homes).stream().filter(member -> !member.isEmpty()).forEach(member -> counts.merge(member, 1,
                Integer::sum));
        return counts;
    }

    /** The address, host:port, of the member that each shard lies on; empty while that is not known. */
    public List<String> membersOfShards(int[] homes) {
        List<String> addresses = new ArrayList<>();
        for (int home : homes) {
            Member owner = partitions.getPartition(home).getOwner();
            addresses.add(owner == null ? "" : owner.getAddress().getHost() + ":" + owner.getAddress().getPort());
        }
        return addresses;
    }

    private int freePartitionKey(List<Integer> owned, List<Integer> shards, int[] homes) {
        int[] keys = keysOfPartitions();
        return owned.stream().map(partition -> keys[partition])
                .filter(key -> shards.stream().noneMatch(shard -> homes[shard] == key))
                .findFirst().orElseGet(() -> keys[owned.get(0)]);
    }

    private Map<Member, List<Integer>> ownedPartitions() {
        Map<Member, List<Integer>> owned = new HashMap<>();
        for (Partition partition : partitions.getPartitions()) {
            if (partition.getOwner() != null) {
                owned.computeIfAbsent(partition.getOwner(), member -> new ArrayList<>()).add(partition.getPartitionId());
            }
        }
        Map<Member, List<Integer>> inOrder = new LinkedHashMap<>();
        members.stream().filter(owned::containsKey).forEach(member -> inOrder.put(member, owned.get(member)));
        return inOrder;
    }

    /** For each partition the smallest integer that hashes to it. */
    private int[] keysOfPartitions() {
        int[] keys = new int[partitions.getPartitions().size()];
        boolean[] found = new boolean[keys.length];
        int missing = keys.length;
        for (int key = 0; missing > 0; key++) {
            int partition = partitions.getPartition(key).getPartitionId();
            if (!found[partition]) {
                found[partition] = true;
                keys[partition] = key;
                missing--;
            }
        }
        return keys;
    }
}
