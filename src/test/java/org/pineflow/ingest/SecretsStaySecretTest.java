package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsStaySecretTest {

    private static final String EVENT = "/event/" + RunningIngestion.PATH;
    private static final String WRONG_KEY = "fc_wrong_11112222333344445555";
    private static final String PRIVATE = "private-6f0e0d";

    @TempDir
    Path folder;

    private final Recording recording = new Recording();
    private final LoggerConfig root =
            ((LoggerContext) LogManager.getContext(false)).getConfiguration().getRootLogger();
    private final Level levelBefore = root.getLevel();
    private final List<Appender> appendersBefore =
            List.copyOf(root.getAppenders().values());

    @BeforeEach
    void recordEveryLogLine() {
        appendersBefore.forEach(appender -> root.removeAppender(appender.getName()));
        recording.start();
        root.addAppender(recording, Level.ALL, null);
        Configurator.setRootLevel(Level.DEBUG);
    }

    @AfterEach
    void stopRecording() {
        root.removeAppender(recording.getName());
        appendersBefore.forEach(appender -> root.addAppender(appender, null, null));
        Configurator.setRootLevel(levelBefore);
    }

    @Test
    void keysPayloadsAndStackTracesAreInNoLogLineAndInNoAnswer() throws Exception {
        List<String> answers = new CopyOnWriteArrayList<>();
        try (RunningIngestion server = new RunningIngestion(folder, Map.of())) {
            String payload = "{\"card\":\"" + PRIVATE + "\"}";
            answers.add(server.post(EVENT, payload).body());
            answers.add(server.post(EVENT, payload, "Authorization", WRONG_KEY).body());
            answers.add(server.post(EVENT + "?key=" + WRONG_KEY, payload).body());
            answers.add(server.post(EVENT, payload + "x", "Authorization", "Bearer " + RunningIngestion.KEY)
                    .body());
            answers.add(server.post(EVENT, payload, "x-flowcore-metadata-json", PRIVATE)
                    .body());
            breakTheStore();
            answers.add(server.post(EVENT, payload).body());
        }

        assertThat(recording.lines).anyMatch(line -> line.contains("refused a request"));
        assertThat(recording.lines).anyMatch(line -> line.contains("cannot write the event store"));
        assertThat(String.join("\n", recording.lines))
                .doesNotContain(RunningIngestion.KEY, WRONG_KEY, RunningIngestion.OTHER_TENANTS_KEY, PRIVATE);
        assertThat(String.join("\n", answers))
                .doesNotContain(RunningIngestion.KEY, WRONG_KEY, PRIVATE, "Exception", "\tat ");
    }

    @Test
    void noSenderWritesALineOfTheLog() throws Exception {
        String fake = "\nFAKE ${jndi:ldap://127.0.0.1:1/x} \u001b[31m";
        String encoded = URLEncoder.encode(fake, StandardCharsets.UTF_8);
        try (RunningIngestion server = new RunningIngestion(folder, Map.of())) {
            server.post("/event/acme/retail/customer.0/" + encoded, "{}");
            server.post(EVENT + "?x=" + encoded + "&key=" + encoded, "{}", "Authorization", "");
            server.post(EVENT, "{\"" + encoded + "\":" + fake);
            server.post(EVENT, "{}", "x-flowcore-metadata-json", base64("{\"ttl-on/stored-event\":\"\\nFAKE\"}"));
            server.post(EVENT, "{}", "x-flowcore-metadata-json", base64("{\"a\":\"\\nFAKE ${jndi:x}\"}"));
            server.post(EVENT, "{\"\\nFAKE\":7}", "x-flowcore-event-time-key", "\\nFAKE");
            server.post(EVENT, "{}", "x-flowcore-event-time", "${jndi:ldap://127.0.0.1:1/x}");
            server.post(EVENT, "{}", "Content-Encoding", "${jndi:ldap://127.0.0.1:1/x}");
            breakTheStore();
            server.post(EVENT, "{}", "Idempotency-Key", "${jndi:ldap://127.0.0.1:1/x}");
        }

        assertThat(recording.lines).anyMatch(line -> line.contains("refused a request"));
        assertThat(String.join("|", recording.lines)).doesNotContain("\nFAKE", "${jndi", "\u001b");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void breakTheStore() throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/ingest/events.db"));
                Statement sql = connection.createStatement()) {
            sql.execute("alter table event rename to elsewhere");
        }
    }

    /** Keeps every line as text, with the whole of its exception. */
    private static final class Recording extends AbstractAppender {

        private final List<String> lines = new CopyOnWriteArrayList<>();

        Recording() {
            super("recording", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            StringBuilder line = new StringBuilder(event.getMessage().getFormattedMessage());
            for (Throwable cause = event.getThrown(); cause != null; cause = cause.getCause()) {
                line.append('\n').append(cause);
            }
            lines.add(line.toString());
        }

        @Override
        public Serializable toSerializable(LogEvent event) {
            return event.getMessage().getFormattedMessage();
        }
    }
}
