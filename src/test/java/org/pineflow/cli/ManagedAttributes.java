package org.pineflow.cli;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** All that JMX tells of another process of this machine. */
final class ManagedAttributes {

    private ManagedAttributes() {}

    /** Java options that make a process tell it at this port. */
    static List<String> options(int port) {
        String prefix = "-Dcom.sun.management.jmxremote.";
        return List.of(
                prefix + "port=" + port,
                prefix + "rmi.port=" + port,
                prefix + "host=127.0.0.1",
                prefix + "authenticate=false",
                prefix + "ssl=false",
                "-Djava.rmi.server.hostname=127.0.0.1");
    }

    /** The names of all MBeans, and every attribute that can be read, as text. */
    static List<String> of(int port) throws Exception {
        JMXServiceURL url = new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi");
        List<String> texts = new ArrayList<>();
        try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            for (ObjectName name : server.queryNames(null, null)) {
                texts.add(name.toString());
                for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                    texts.add(name + " " + attribute.getName() + "=" + value(server, name, attribute));
                }
            }
        }
        return texts;
    }

    private static String value(MBeanServerConnection server, ObjectName name, MBeanAttributeInfo attribute)
            throws Exception {
        try {
            return text(server.getAttribute(name, attribute.getName()));
        } catch (JMException | RuntimeMBeanException notReadable) {
            return notReadable.toString();
        }
    }

    private static String text(Object value) {
        if (value instanceof CompositeData composite) {
            return text(composite.values());
        }
        if (value instanceof TabularData table) {
            return text(table.values());
        }
        if (value instanceof Map<?, ?> map) {
            return text(map.entrySet());
        }
        if (value instanceof Collection<?> several) {
            return several.stream().map(ManagedAttributes::text).toList().toString();
        }
        if (value != null && value.getClass().isArray()) {
            List<Object> several = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                several.add(Array.get(value, i));
            }
            return text(several);
        }
        return String.valueOf(value);
    }
}
