package org.beliefgrid.grid.monitoring;

import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MBeans of a member and of the runs that it knows, {@code org.beliefgrid:type=Member,member=...} and
 * {@code org.beliefgrid:type=Run,member=...,run=...}, in the MBean server of the process. A bean that cannot be registered is
 * one line in the log.
 */
final class MetricBeans implements AutoCloseable {
    /** What all names begin with. */
    static final String DOMAIN = "org.beliefgrid";
    private static final Logger LOGGER = LoggerFactory.getLogger(MetricBeans.class);

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final String member;
    private final Set<ObjectName> registered = new HashSet<>();
    private boolean closed;

    /** @param member its address, host:port */
    MetricBeans(String member) {
        this.member = member;
    }

    void addMember(Supplier<MemberReading> reading) {
        MetricBean bean = new MetricBean("A member of the grid");
        for (MemberMetric metric : MemberMetric.values()) {
            bean.with(metric.jmxName(), metric.help(), () -> metric.jmxValue(reading.get()));
        }
        register("type=Member", bean);
    }

    void addRun(String run, Supplier<RunTally> tally) {
        MetricBean bean = new MetricBean("A run of training");
        for (RunMetric metric : RunMetric.values()) {
            bean.with(metric.jmxName(), metric.help(), () -> metric.jmxValue(tally.get()));
        }
        register("type=Run", ",run=" + ObjectName.quote(run), bean);
    }

    void removeRun(String run) {
        try {
            unregister(name("type=Run", ",run=" + ObjectName.quote(run)));
        } catch (MalformedObjectNameException e) {
            LOGGER.warn("run {} has no bean to remove: {}", run, e.toString());
        }
    }

    private void register(String type, MetricBean bean) {
        register(type, "", bean);
    }

    private synchronized void register(String type, String more, MetricBean bean) {
        if (closed) {
            return;
        }
        try {
            ObjectName name = name(type, more);
            server.registerMBean(bean, name);
            registered.add(name);
        } catch (JMException e) {
            LOGGER.warn("no bean for {}{} of {}: {}", type, more, member, e.toString());
        }
    }

    private ObjectName name(String type, String more) throws MalformedObjectNameException {
        return new ObjectName("%s:%s,member=%s%s".formatted(DOMAIN, type, ObjectName.quote(member), more));
    }

    private synchronized void unregister(ObjectName name) {
        if (registered.remove(name)) {
            try {
                server.unregisterMBean(name);
            } catch (InstanceNotFoundException e) {
                LOGGER.debug("{} is gone already", name);
            } catch (JMException e) {
                LOGGER.warn("{} stays: {}", name, e.toString());
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        Set.copyOf(registered).forEach(this::unregister);
    }
}
