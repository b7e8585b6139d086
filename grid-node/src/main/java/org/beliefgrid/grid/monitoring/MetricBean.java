package org.beliefgrid.grid.monitoring;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.ReflectionException;

/** Metrics as attributes of an MBean, all of them numbers that can only be read. */
final class MetricBean implements DynamicMBean {
    private final String description;
    private final Map<String, Metric> metrics = new LinkedHashMap<>();

    private record Metric(String help, DoubleSupplier value) {
    }

    /** @param description of what they are of */
    MetricBean(String description) {
        this.description = description;
    }

    /**
     * Adds an attribute.
     *
     * @param value is asked whenever the attribute is read
     */
    MetricBean with(String name, String help, DoubleSupplier value) {
        metrics.put(name, new Metric(help, value));
        return this;
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException {
        Metric metric = metrics.get(name);
        if (metric == null) {
            throw new AttributeNotFoundException("no attribute %s among %s".formatted(name, metrics.keySet()));
        }
        return metric.value.getAsDouble();
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        AttributeList found = new AttributeList();
        for (String name : names) {
            Metric metric = metrics.get(name);
            if (metric != null) {
                found.add(new Attribute(name, metric.value.getAsDouble()));
            }
        }
        return found;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName() + " can only be read");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String action, Object[] arguments, String[] signature) throws MBeanException, ReflectionException {
        throw new ReflectionException(new NoSuchMethodException(action));
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        Collection<String> names = metrics.keySet();
        MBeanAttributeInfo[] attributes = names.stream().map(name -> new MBeanAttributeInfo(name, double.class.getName(),
                metrics.get(name).help, true, false, false)).toArray(MBeanAttributeInfo[]::new);
        return new MBeanInfo(getClass().getName(), description, attributes, null, null, null);
    }
}
