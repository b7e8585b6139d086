package org.stranger;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;

/** A member as Hazelcast comes, with jobs and their uploads, on loopback, until it is shut down; it prints its address. */
public final class PlainMember {
    private PlainMember() {
    }

    /** Cluster name. */
    public static void main(String[] arguments) {
        HazelcastInstance member = start(arguments[0]);
        System.out.println("127.0.0.1:" + member.getCluster().getLocalMember().getAddress().getPort());
    }

    /** Starts one with a map in it. */
    public static HazelcastInstance start(String cluster, String... join) {
        Config config = new Config().setClusterName(cluster);
        config.getJetConfig().setEnabled(true).setResourceUploadEnabled(true);
        config.getNetworkConfig().setPort(0).getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        for (String address : join) {
            config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true).addMember(address);
        }
        config.setProperty("hazelcast.max.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.max.join.seconds", "5");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
        member.getMap("weights").put("first", "0.5");
        return member;
    }
}
