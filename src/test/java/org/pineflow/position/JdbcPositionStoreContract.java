package org.pineflow.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What the JDBC store promises on each of its databases. */
abstract class JdbcPositionStoreContract extends DurablePositionStoreContract {

    /** So short that it is over before the next statement comes, and still nobody else's. */
    private static final long MOMENT_MILLIS = 2;

    private final ManualScheduler time = new ManualScheduler();

    /** The data source of this test's own empty database; the same within a test. */
    abstract DataSource dataSource() throws Exception;

    @Override
    PositionStore open() throws Exception {
        return new JdbcPositionStore(dataSource());
    }

    @Override
    PositionStore openAnother() throws Exception {
        return new JdbcPositionStore(dataSource());
    }

    @Override
    void takeAway(OwnedStream owned) throws Exception {
        // As if the owner had been paused for longer than its lease.
        execute("UPDATE pineflow_position SET expires = 0 WHERE stream = ?", owned.stream());
        other.tryOpen(owned.stream()).orElseThrow();
    }

    @Override
    String stored() throws Exception {
        return query("SELECT record FROM pineflow_position WHERE stream = '" + STREAM + "'");
    }

    @Override
    void damage(String text) throws Exception {
        execute("UPDATE pineflow_position SET record = ? WHERE stream = ?", text, STREAM);
    }

    @Test
    void anOwnerPausedBeyondItsLeaseCannotMoveThePositionEvenAfterTheNextOneHasGone() throws Exception {
        PositionStore paused = new JdbcPositionStore(dataSource(), MOMENT_MILLIS, 1, true, time);
        OwnedStream old = paused.tryOpen(STREAM).orElseThrow();
        old.write(OLD);

        OwnedStream next =
                await().until(() -> other.tryOpen(STREAM), Optional::isPresent).orElseThrow();
        next.write(NEW);

        assertThatThrownBy(() -> old.write(OLD)).isInstanceOf(OwnershipLostException.class);
        old.close();
        assertThat(store.tryOpen(STREAM)).as("the next owner is left alone").isEmpty();
        next.close();
        assertThatThrownBy(() -> old.write(OLD)).isInstanceOf(OwnershipLostException.class);
        assertThat(other.read(STREAM)).contains(NEW);
    }

    @Test
    void aRenewalKeepsTheStreamAndALateOneDoesNotTakeItBack() throws Exception {
        PositionStore renewing = new JdbcPositionStore(dataSource(), 60_000, 20_000, true, time);
        OwnedStream owned = renewing.tryOpen(STREAM).orElseThrow();
        execute("UPDATE pineflow_position SET expires = 0 WHERE stream = ?", STREAM);
        time.runAll();
        assertThat(other.tryOpen(STREAM)).as("renewed").isEmpty();

        takeAway(owned);
        time.runAll();

        assertThatThrownBy(() -> owned.write(NEW)).isInstanceOf(OwnershipLostException.class);
        assertThat(other.tryOpen(STREAM)).as("the next owner is left alone").isEmpty();
    }

    @Test
    void anOwnerWhoseStreamWasTakenHearsOfItAtTheNextRenewal() throws Exception {
        PositionStore renewing = new JdbcPositionStore(dataSource(), 60_000, 20_000, true, time);
        OwnedStream owned = renewing.tryOpen(STREAM).orElseThrow();
        AtomicInteger heard = new AtomicInteger();
        owned.whenLost(heard::incrementAndGet);
        time.runAll();
        owned.confirm();
        takeAway(owned);

        time.runAll();
        time.runAll();

        assertThat(heard).hasValue(1);
        assertThatThrownBy(owned::confirm).isInstanceOf(OwnershipLostException.class);
        owned.whenLost(heard::incrementAndGet);
        assertThat(heard).as("told at once, because it is known").hasValue(2);
    }

    @Test
    void anOwnerWhoseLeaseRanOutIsNotSureBeforeTheDatabaseHasRenewedIt() throws Exception {
        PositionStore renewing = new JdbcPositionStore(dataSource(), 500, 100, true, time);
        OwnedStream owned = renewing.tryOpen(STREAM).orElseThrow();

        await().untilAsserted(() -> assertThatThrownBy(owned::confirm)
                .isInstanceOf(PositionStoreException.class)
                .isNotInstanceOf(OwnershipLostException.class)
                .hasMessageContainingAll(STREAM, "has run out"));

        time.runAll();
        owned.confirm();
    }

    @Test
    void aLeaseCannotBeShorterThanItsRenewal() throws Exception {
        DataSource any = dataSource();

        assertThatThrownBy(() -> new JdbcPositionStore(any, 1000, 1000, true, time))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000 ms");
    }

    @Test
    void aRenewalThatFailsIsTriedAgain() throws Exception {
        PositionStore renewing = new JdbcPositionStore(dataSource(), 60_000, 20_000, true, time);
        renewing.tryOpen(STREAM).orElseThrow();
        execute("ALTER TABLE pineflow_position RENAME TO away");
        assertThatCode(time::runAll).doesNotThrowAnyException();
        execute("ALTER TABLE away RENAME TO pineflow_position");
        execute("UPDATE pineflow_position SET expires = 0");

        time.runAll();

        assertThat(other.tryOpen(STREAM)).isEmpty();
    }

    @Test
    void aClosedStreamIsRenewedNoMore() throws Exception {
        PositionStore renewing = new JdbcPositionStore(dataSource(), 60_000, 20_000, true, time);
        renewing.tryOpen(STREAM).orElseThrow().close();
        assertThat(time.tasks()).isZero();

        renewing.tryOpen(STREAM).orElseThrow();
        renewing.close();

        assertThat(time.tasks()).isZero();
        assertThat(time.isShutdown()).as("the scheduler is the caller's").isFalse();
        assertThat(other.tryOpen(STREAM)).isPresent();
    }

    @Test
    void aStoreRenewsItsLeasesByItself() throws Exception {
        try (PositionStore renewing = new JdbcPositionStore(dataSource(), 150)) {
            renewing.tryOpen(STREAM).orElseThrow();
            long first = expires();

            await().until(() -> expires() > first);
        }
    }

    @Test
    void othersTablesInTheSameSchemaAreLeftAlone() throws Exception {
        execute("CREATE TABLE flyway_schema_history (theirs TEXT)");
        execute("CREATE TABLE customers (id TEXT)");

        store.tryOpen(STREAM).orElseThrow().write(OLD);

        assertThat(query("SELECT count(*) FROM flyway_schema_history")).isEqualTo("0");
        assertThat(other.read(STREAM)).contains(OLD);
    }

    @Test
    void aClosedStoreOpensNothingAndKeepsNoLease() throws Exception {
        store.close();

        assertThatThrownBy(() -> store.tryOpen(STREAM))
                .isInstanceOf(PositionStoreException.class)
                .hasMessageContaining("closed");

        assertThat(other.tryOpen(STREAM)).isPresent();
    }

    @Test
    void withoutMigrationAMissingTableIsAnErrorThatNamesIt() throws Exception {
        PositionStore bare = new JdbcPositionStore(dataSource(), 10_000, false);

        assertThatThrownBy(() -> bare.tryOpen(STREAM))
                .isInstanceOf(PositionStoreException.class)
                .hasMessageContainingAll(STREAM, "pineflow_position", "is there");
    }

    @Test
    void aPositionThatCannotBeWrittenIsNamedAndTheOldOneHolds() throws Exception {
        OwnedStream owned = store.tryOpen(STREAM).orElseThrow();
        owned.write(OLD);
        execute("ALTER TABLE pineflow_position RENAME TO away");

        assertThatThrownBy(() -> owned.write(NEW))
                .isInstanceOf(PositionStoreException.class)
                .isNotInstanceOf(OwnershipLostException.class)
                .hasMessageContainingAll(STREAM, "cannot be written");

        execute("ALTER TABLE away RENAME TO pineflow_position");
        assertThat(owned.read()).contains(OLD);
        owned.write(NEW);
        assertThat(owned.read()).contains(NEW);
    }

    private long expires() throws Exception {
        return Long.parseLong(query("SELECT expires FROM pineflow_position"));
    }

    private void execute(String sql, String... values) throws Exception {
        try (Connection connection = dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    private String query(String sql) throws Exception {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                throw new SQLException("no row: " + sql);
            }
            return rows.getString(1);
        }
    }
}
