package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pineflow.fd1.Bridge.eventually;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.JdbcPositionStore;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.PositionStore;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;
import org.sqlite.SQLiteDataSource;

/** A stream that is owned by a lease: its database goes away and comes back, or another owner takes it. */
class LeaseTest {

    private static final String STREAM = "firehose:pos.customers.edit";

    /** A database that can be away. */
    private static final class Database extends SQLiteDataSource {

        private volatile boolean away;

        @Override
        public Connection getConnection() throws SQLException {
            if (away) {
                throw new SQLException("the database is away");
            }
            return super.getConnection();
        }
    }

    @TempDir
    private Path data;

    private final Database database = new Database();
    private final Simulator simulator =
            Simulator.start(SimulatorSettings.defaults().withSizes(30, 5, 1).withChangesPerSecond(0));

    @BeforeEach
    void makeDatabase() {
        database.setUrl("jdbc:sqlite:" + data.resolve("positions.db"));
        database.setBusyTimeout(5000);
    }

    @AfterEach
    void stopServer() {
        simulator.close();
    }

    private Bridge start(PositionStore leases, String more) throws Exception {
        return Bridge.start(
                data,
                "fd1:firehose:pos.customers.edit?url=" + simulator.url() + "&apiKey=sim-key&batchWait=5ms&overlap=0s"
                        + "&redeliveryDelay=20ms&redeliveryMaxDelay=100ms&startFrom=all&positionStore=#leases" + more,
                context -> context.getRegistry().bind("leases", leases));
    }

    private long newest() {
        return simulator.chain().versions("customers").stream()
                .mapToLong(version -> version.rve())
                .max()
                .orElseThrow();
    }

    @Test
    void theOwnerGoesOnWhenItsDatabaseIsBackAndHasLostNothing() throws Exception {
        try (PositionStore leases = new JdbcPositionStore(database, 300);
                Bridge bridge = start(leases, "&replayQuiet=100ms")) {
            eventually().until(() -> bridge.status().position().rve() == newest());
            database.away = true;
            simulator.chain().change("customers");
            eventually().until(() -> bridge.status().deliveryTrouble().contains("away"));
            int delivered = bridge.delivered().size();
            simulator.chain().change("customers");
            eventually().until(() -> bridge.status().bufferedBytes() > 0);
            assertThat(bridge.delivered())
                    .as("held while the position cannot be stored")
                    .hasSize(delivered);
            database.away = false;
            eventually().until(() -> bridge.status().position().rve() == newest());
            assertThat(bridge.delivered()).hasSize(32);
            assertThat(bridge.status().position().gaps()).isEmpty();
            assertThat(bridge.status().deliveryTrouble()).isEmpty();
        }
    }

    /** Also while the position stands still, as in a replay, so that no write would tell it. */
    @Test
    void theOwnerWhoseLeaseIsTakenStopsDeliveringAndWaitsUntilItIsFree() throws Exception {
        try (PositionStore leases = new JdbcPositionStore(database, 600);
                PositionStore others = new JdbcPositionStore(database);
                Bridge bridge = start(leases, "&replayQuiet=1h")) {
            eventually().until(() -> bridge.delivered().size() == 30);
            OwnedStream taken = takeAway(others);
            bridge.awaitState(State.WAITING);
            eventually().until(() -> simulator.connections() == 0);
            assertThat(bridge.readiness("bridge").getState()).isEqualTo(HealthCheck.State.UP);
            assertThat(bridge.readiness("bridge").getMessage().orElse("")).contains("waits for the owner");
            simulator.chain().change("customers");
            assertThat(bridge.delivered()).hasSize(30);
            taken.close();
            eventually().until(() -> bridge.delivered().size() > 30);
        }
    }

    private OwnedStream takeAway(PositionStore others) throws SQLException {
        while (true) {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("UPDATE pineflow_position SET expires = 0");
            }
            var taken = others.tryOpen(STREAM);
            if (taken.isPresent()) {
                return taken.get();
            }
        }
    }
}
