package org.beliefgrid.yarn.member;

import com.hazelcast.config.properties.PropertyDefinition;
import com.hazelcast.logging.ILogger;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.DiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryStrategyFactory;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Makes {@link MasterDiscovery} for the member of this process. */
final class MasterDiscoveryFactory implements DiscoveryStrategyFactory {
    private final MasterLink link;
    private final MemberSelf self;

    MasterDiscoveryFactory(MasterLink link, MemberSelf self) {
        this.link = link;
        this.self = self;
    }

    @Override
    public Class<? extends DiscoveryStrategy> getDiscoveryStrategyType() {
        return MasterDiscovery.class;
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public DiscoveryStrategy newDiscoveryStrategy(DiscoveryNode node, ILogger logger, Map<String, Comparable> properties) {
        return new MasterDiscovery(link, self, node, logger, properties, () -> System.nanoTime() / 1_000_000);
    }

    @Override
    public Collection<PropertyDefinition> getConfigurationProperties() {
        return List.of();
    }
}
