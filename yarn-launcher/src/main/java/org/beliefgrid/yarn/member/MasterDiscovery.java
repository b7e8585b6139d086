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
import java.util.function.LongSupplier;
import org.beliefgrid.yarn.spec.JoinAnswer;
import org.beliefgrid.yarn.spec.JoinAnswer.Order;

/**
 * Finds the other members through the application master. One member founds the grid, the others wait until they have somebody
 * to join, so that members that start at once never form two grids.
 */
final class MasterDiscovery extends AbstractDiscoveryStrategy {
    private static final long PAUSE_MILLIS = 500;

    private final MasterLink link;
    private final MemberSelf self;
    private final DiscoveryNode node;
    private final LongSupplier millis;
    private volatile boolean answered;
    private volatile List<DiscoveryNode> known = List.of();

    /** @param millis a clock that is never set */
    @SuppressWarnings("rawtypes") // as the interface has it
    MasterDiscovery(MasterLink link, MemberSelf self, DiscoveryNode node, ILogger logger, Map<String, Comparable> properties,
            LongSupplier millis) {
        super(logger, properties);
        this.link = link;
        this.self = self;
        this.node = node;
        this.millis = millis;
    }

    @Override
    public void start() {
        Address own = node.getPublicAddress();
        self.bound(own.getHost() + ":" + own.getPort());
    }

    /**
     * Waits before the first join only; later, the grid asks now and then for others, and the last answer will do.
     *
     * @throws IllegalStateException if the master says nothing for too long: an empty list is what a founder is told, and
     *         would make this member found a grid of its own
     */
    @Override
    public Iterable<DiscoveryNode> discoverNodes() {
        Loneliness loneliness = new Loneliness(millis.getAsLong());
        while (true) {
            try {
                take(link.say(self.request(answered)));
                loneliness.heard(millis.getAsLong());
            } catch (ApplicationOverException e) {
                if (!answered) {
                    self.lost();
                    throw new UncheckedIOException(e);
                }
            } catch (IOException e) {
                getLogger().info("the application master does not answer: " + e.getMessage());
            }
            if (answered) {
                return known;
            }
            if (loneliness.isTooLong(millis.getAsLong(), false)) {
                self.lost();
                throw new IllegalStateException("the application master did not answer for %d s"
                        .formatted(Loneliness.BOTH_MILLIS / 1000));
            }
            pause();
        }
    }

    private void take(JoinAnswer answer) throws UnknownHostException {
        if (answer.order() == Order.STAY || answered) {
            known = nodes(answer.members());
            answered = true;
        } else if (answer.order() != Order.WAIT) {
            throw new IllegalStateException("told to " + answer.order());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the application master said whom to join", e);
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
}
