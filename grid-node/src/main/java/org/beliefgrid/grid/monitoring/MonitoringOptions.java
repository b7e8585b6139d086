package org.beliefgrid.grid.monitoring;

import com.hazelcast.internal.util.AddressUtil;
import com.hazelcast.internal.util.AddressUtil.InvalidAddressException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.beliefgrid.error.InvalidConfigException;

/**
 * Who may look at a member from outside.
 *
 * @param managementCenter addresses that Hazelcast's Management Center may connect from, such as 10.8.0.7 or 10.8.0.*; none for
 *     no Management Center
 * @param metricsPort port of the page for Prometheus, 0 for any free one; empty for no page
 * @param metricsInterface address that the page is bound to
 */
public record MonitoringOptions(List<String> managementCenter, OptionalInt metricsPort, String metricsInterface) {
    /** Nobody. */
    public static final MonitoringOptions NONE = new MonitoringOptions(List.of(), OptionalInt.empty(), "127.0.0.1");
    private static final int MOST_PORT = 65_535;

    public MonitoringOptions {
        managementCenter = List.copyOf(managementCenter);
        managementCenter.forEach(MonitoringOptions::requirePattern);
        if (metricsPort.isPresent() && (metricsPort.getAsInt() < 0 || metricsPort.getAsInt() > MOST_PORT)) {
            throw new InvalidConfigException("the metrics port must be in 0 to %d, was %d".formatted(MOST_PORT,
                    metricsPort.getAsInt()));
        }
        if (metricsPort.isPresent()) {
            requireAddress(metricsInterface);
        }
    }

    private static InetAddress requireAddress(String name) {
        try {
            return InetAddress.getByName(name);
        } catch (UnknownHostException e) {
            throw new InvalidConfigException("metrics interface %s: no such address".formatted(name));
        }
    }

    /** Hazelcast would write a line to its log, and trust nobody. */
    private static void requirePattern(String address) {
        try {
            AddressUtil.getAddressMatcher(address);
        } catch (InvalidAddressException e) {
            throw new InvalidConfigException("Management Center's address must be one such as 10.8.0.7 or 10.8.0.*, was "
                    + address);
        }
    }

    /**
     * A page on loopback and no Management Center.
     *
     * @param port 0 for any free one
     */
    public static MonitoringOptions page(int port) {
        return new MonitoringOptions(List.of(), OptionalInt.of(port), NONE.metricsInterface);
    }

    /** Where the page listens; empty if there is none. */
    Optional<InetSocketAddress> page() {
        return metricsPort.isEmpty() ? Optional.empty()
                : Optional.of(new InetSocketAddress(requireAddress(metricsInterface), metricsPort.getAsInt()));
    }
}
