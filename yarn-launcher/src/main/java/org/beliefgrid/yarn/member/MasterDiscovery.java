package org.beliefgrid.yarn.member;

import com.hazelcast.cluster.Address;
import com.hazelcast.logging.ILogger;
import com.hazelcast.spi.discovery.AbstractDiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.SimpleDiscoveryNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.beliefgrid.yarn.spec.JoinAnswer;
import org.beliefgrid.yarn.spec.JoinAnswer.Order;

/**
 * Finds the other members through the application master. One member founds the grid, the others wait until they have somebody
 * to
 * join, so that members that start at once never form two grids.
 */
final class MasterDiscovery extends AbstractDiscoveryStrategy {
    private static final long PAUSE_MILLIS = 500;

    private final MasterLink link;
    private final MemberSelf self;
    private final DiscoveryNode node;
    private volatile boolean answered;
    private volatile List<DiscoveryNode> known = List.of();

    @SuppressWarnings("rawtypes") // as the interface has it
    MasterDiscovery(MasterLink link, MemberSelf self, DiscoveryNode node, ILogger logger, Map<String, Comparable> properties) {
        super(logger, properties);
        this.link = link;
        this.self = self;
        this.node = node;
    }

    @Override
    public void start() {
        Address own = node.getPublicAddress();
        self.bound(own.getHost() + ":" + own.getPort());
    }

    @Override
    public Iterable<DiscoveryNode> discoverNodes() {
        // Waits before the first join only; later, the grid asks now and then for others, and the last answer will do.
        Loneliness loneliness = new Loneliness(millis());
        do {
            try {
                JoinAnswer answer = link.say(self.request(answered));
                loneliness.heard(millis());
                if (answer.order() == Order.STAY || answered) {
                    answered = true;
                    known = nodes(answer.members());
                } else if (answer.order() != Order.WAIT) {
                    throw new IllegalStateException("told to " + answer.order());
                } else {
                    Thread.sleep(PAUSE_MILLIS);
                }
            } catch (ApplicationOverException e) {
                if (!answered) {
                    throw new UncheckedIOException(e);
                }
            } catch (IOException e) {
                getLogger().info("the application master does not answer: " + e.getMessage());
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return known;
            }
        } while (!answered && !loneliness.isTooLong(millis(), false));
        return known;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<DiscoveryNode> nodes(List<String> addresses) throws UnknownHostException {
        List<DiscoveryNode> nodes = new ArrayList<>();
        for (String address : addresses) {
            int colon = address.lastIndexOf(':');
            nodes.add(new SimpleDiscoveryNode(new Address(address.substring(0, colon),
                    Integer.parseInt(address.substring(colon + 1)))));
        }
        return nodes;
    }

    private static long millis() {
        return System.nanoTime() / 1_000_000;
    }
}
