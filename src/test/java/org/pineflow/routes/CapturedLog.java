package org.pineflow.routes;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What is logged at WARN and above until this is closed. */
public final class CapturedLog extends AbstractAppender implements AutoCloseable {

    private final List<LogEvent> events = new CopyOnWriteArrayList<>();
    private final Logger root = ((LoggerContext) LogManager.getContext(false)).getRootLogger();
    private final Level before = root.getLevel();

    public CapturedLog() {
        super("captured", null, null, false, Property.EMPTY_ARRAY);
        start();
        root.addAppender(this);
        Configurator.setRootLevel(Level.WARN);
    }

    @Override
    public void append(LogEvent event) {
        events.add(event.toImmutable());
    }

    public List<LogEvent> events() {
        return events;
    }

    /** The lines, without level and stack trace. */
    public List<String> messages() {
        return events.stream()
                .map(event -> event.getMessage().getFormattedMessage())
                .toList();
    }

    @Override
    public void close() {
        Configurator.setRootLevel(before);
        root.removeAppender(this);
        stop();
    }
}
