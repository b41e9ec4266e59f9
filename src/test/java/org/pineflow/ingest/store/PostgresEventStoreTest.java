package org.pineflow.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.pineflow.ingest.request.NewEvent;
import org.pineflow.postgres.TestPostgres;

class PostgresEventStoreTest extends EventStoreContract {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private String url;

    @Override
    EventStore open(TimeUuids ids) throws SQLException {
        if (url == null) {
            url = TestPostgres.newDatabase();
        }
        return PostgresEventStore.open(location(url), ids);
    }

    @Override
    void sql(String statements) throws SQLException {
        execute(TestPostgres.connect(url), statements);
    }

    static PostgresEventStore.Location location(String url) {
        return new PostgresEventStore.Location(url, Optional.of(TestPostgres.USER), Optional.empty(), 8);
    }

    @Test
    void theTurnOfArchivingIsLostWithItsConnectionAndSaysSo() throws Exception {
        try (ArchiveTurn mine = store.archive().turn().orElseThrow()) {
            sql(
                    "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid()");

            await().until(() -> !mine.isHeld());
            await().until(() -> another().archive().turn().isPresent());
        }
    }

    @Test
    void todayAndTheNextDaysHavePartitionsAndThePastHasOne() throws Exception {
        assertThat(partitions())
                .containsExactly("event_20260203", "event_20260204", "event_20260205", "event_other", "event_past");

        store.append(batch(25).submission());
        store.append(batch(25).at(NOW.plus(Duration.ofDays(2))).submission());
        store.append(batch(25).at(TEN).submission());
        store.append(batch(25).at(NOW.plus(Duration.ofDays(3))).submission());

        for (String partition : List.of("event_20260203", "event_20260205", "event_past", "event_other")) {
            assertThat(number("select count(*) from " + partition))
                    .as(partition)
                    .isEqualTo(25);
        }
    }

    @Test
    void eventsMoveIntoThePartitionOfTheirDayWhenItIsMade() throws Exception {
        Receipt receipt =
                store.append(batch(50).at(NOW.plus(Duration.ofDays(3))).submission());

        store.expiry().expire(NOW.plus(Duration.ofDays(1)), 10);

        assertThat(number("select count(*) from event_20260206")).isEqualTo(50);
        assertThat(number("select count(*) from event_other")).isZero();
        assertThat(stored(CUSTOMERS)).extracting(StoredEvent::eventId).isEqualTo(receipt.eventIds());
    }

    @Test
    void aDayIsDroppedWholeOnceAllInItIsOver() throws Exception {
        store.append(batch(30).submission());
        store.append(batch(20).retention(EPHEMERAL).file(FILE).submission());
        ArchiveTask task = store.archive()
                .next(TimeBucket.of(NOW).next(), NOW.plusMillis(1), MANY)
                .orElseThrow();
        Instant over = NOW.plus(ARCHIVED.hot());

        assertThat(store.expiry().expire(over, 10).events())
                .as("the ephemeral ones")
                .isEqualTo(20);
        assertThat(partitions()).contains("event_20260203");
        confirm(task);
        assertThat(store.expiry().expire(over, 10).events()).isEqualTo(30);

        assertThat(partitions()).doesNotContain("event_20260203").contains("event_20260208");
        assertThat(store.count(CUSTOMERS)).isZero();
        assertThat(number("select count(*) from portion")).isZero();
        assertThat(page(TimeBucket.of(NOW), EventRange.ALL, MANY).cold()).hasSize(1);
    }

    @Test
    void whatComesLateForADayThatWasDroppedIsStoredAndExpiresToo() throws Exception {
        Instant later = NOW.plus(Duration.ofDays(4));
        store.expiry().expire(later, 10);
        assertThat(partitions()).doesNotContain("event_20260203");
        time.set(later);

        store.append(batch(30).at(NOW).retention(EPHEMERAL).submission());

        assertThat(stored(CUSTOMERS)).hasSize(30);
        assertThat(store.expiry().expire(later.plus(Duration.ofDays(4)), 10).events())
                .isEqualTo(30);
    }

    @Test
    void archivedEventsWaitADayForTheRestOfTheirDayAndNoLonger() throws Exception {
        store.append(batch(30).submission());
        confirm(store.archive()
                .next(TimeBucket.of(NOW).next(), NOW.plusMillis(1), MANY)
                .orElseThrow());
        time.set(NOW.plusMillis(1));
        store.append(batch(1).submission());
        Instant over = NOW.plus(ARCHIVED.hot());

        assertThat(store.expiry().expire(over.plus(Duration.ofHours(23)), 10).any())
                .isFalse();
        assertThat(store.expiry().expire(over.plus(Duration.ofHours(24)), 10).events())
                .isEqualTo(30);
        assertThat(stored(CUSTOMERS)).hasSize(1);
    }

    @Test
    void aWriterAtTheTimeOfADropLosesNothing() throws Exception {
        for (int day = 0; day < 6; day++) {
            Instant today = NOW.plus(Duration.ofDays(day));
            time.set(today);
            store.expiry().expire(today, 10);
            store.append(batch(30)
                    .retention(new Retention(Duration.ofMillis(1), false))
                    .submission());
            time.set(today.plus(Duration.ofDays(1)));
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int writer = 0; writer < 3; writer++) {
                calls.add(() -> {
                    for (int i = 0; i < 10; i++) {
                        store.append(batch(30).at(today).submission());
                    }
                    return 0;
                });
            }
            calls.add(() -> {
                for (int i = 0; i < 5; i++) {
                    store.expiry().expire(today.plus(Duration.ofDays(1)), 10);
                }
                return 0;
            });

            atOnce(4, calls);
        }

        assertThat(stored(CUSTOMERS)).hasSize(6 * 900);
        assertThat(number("select sum(events) from portion")).isEqualTo(6 * 900);
    }

    @Test
    void anotherEncodingThanUtf8IsRefusedWithTheCure() throws Exception {
        String latin = TestPostgres.newDatabase("encoding 'SQL_ASCII' template template0 locale 'C'");

        assertThatThrownBy(() -> PostgresEventStore.open(location(latin), new TimeUuids(new SettableClock(time))))
                .isInstanceOf(EventStoreException.class)
                .hasMessageContaining("SQL_ASCII")
                .hasMessageContaining("ENCODING 'UTF8'");
    }

    @Test
    void aDatabaseThatIsNotThereIsNamedWithoutItsSecrets() {
        String nowhere = "jdbc:postgresql://localhost:1/nowhere?password=swordfish";

        assertThatThrownBy(() -> PostgresEventStore.open(location(nowhere), new TimeUuids(new SettableClock(time))))
                .isInstanceOf(EventStoreException.class)
                .hasMessageContaining("jdbc:postgresql://localhost:1/nowhere")
                .hasMessageContaining("pineflow.ingest.store")
                .hasMessageNotContaining("swordfish");
    }

    @Test
    void aCommitWaitsForTheDiskEvenWhereTheServerSaysOtherwise() throws Exception {
        sql("alter database " + url.substring(url.lastIndexOf('/') + 1) + " set synchronous_commit = off");
        reopen();

        try (Connection connection = store.database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("show synchronous_commit")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("on");
        }
    }

    @Test
    void aDatabaseThatTakesNoWritesIsTroubleThatPasses() throws Exception {
        store.append(batch(30).submission());
        sql("alter database " + database() + " set default_transaction_read_only = on");
        endConnections("true");

        await().untilAsserted(
                        () -> assertThatThrownBy(() -> store.append(batch(30).submission()))
                                .isInstanceOf(EventStoreException.class)
                                .hasMessageContaining("read-only"));
        execute(
                TestPostgres.connect(url),
                "set default_transaction_read_only = off; alter database " + database()
                        + " reset default_transaction_read_only");
        endConnections("true");

        await().ignoreException(EventStoreException.class)
                .until(() -> store.append(batch(30).key("one").submission()) != null);
        assertThat(stored(CUSTOMERS)).hasSize(60);
    }

    @Test
    void aConnectionThatIsLostInTheMiddleOfASubmissionLeavesNothing() throws Exception {
        for (int count : new int[] {10, 3000}) {
            EventSource whole = batch(count).submission().events();
            EventSource cutting = new EventSource() {
                @Override
                public int count() {
                    return count;
                }

                @Override
                public Iterator<NewEvent> iterator() {
                    try {
                        endConnections("state = 'idle in transaction'");
                    } catch (SQLException e) {
                        throw new AssertionError(e);
                    }
                    return whole.iterator();
                }
            };

            assertThatThrownBy(() -> store.append(
                            batch(count).source(cutting).key("one" + count).submission()))
                    .isInstanceOf(EventStoreException.class);

            assertThat(store.append(batch(count).key("one" + count).submission())
                            .repeated())
                    .isFalse();
        }
        assertThat(store.count(CUSTOMERS)).isEqualTo(3010);
    }

    @Test
    void aTransactionThatTheDatabaseWantsRepeatedIsRepeated() throws Exception {
        sql("create sequence trouble");
        execute(
                TestPostgres.connect(url),
                List.of("create function trouble() returns trigger language plpgsql as $$ begin"
                        + " if nextval('trouble') < 3 then raise exception 'deadlock' using errcode = '40P01'; end if;"
                        + " return new; end $$"));
        sql("create trigger trouble before insert on portion for each row execute function trouble()");

        Receipt receipt = store.append(batch(100).key("one").submission());

        assertThat(receipt.repeated()).isFalse();
        assertThat(stored(CUSTOMERS)).extracting(StoredEvent::eventId).isEqualTo(receipt.eventIds());
    }

    /**
     * The page finds the table locked, waits, and then sees a file that was not there when it was begun. Its parts have
     * event times: those are shown however late they come.
     */
    @Test
    void aFileThatIsCommittedWhileAPageIsAskedForIsReadAFewPartsAtATime() throws Exception {
        int parts = 200;
        String large = "{\"data\":\"" + "A".repeat(200_000) + "\"}";
        store.append(batch(1).at(TEN).submission());
        store.append(
                batch(parts).of(SALES).at(TEN).payload(i -> large).file(FILE).submission());
        try (Connection writer = TestPostgres.connect(url);
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("lock table event in access exclusive mode");
            AtomicLong allocated = new AtomicLong();
            FutureTask<HotPage> reading = new FutureTask<>(() -> {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                HotPage page = page(TimeBucket.of(TEN), EventRange.ALL, new PageLimits(1000, 1_000_000));
                allocated.set(THREADS.getCurrentThreadAllocatedBytes() - before);
                return page;
            });
            new Thread(reading, "reader").start();
            await().until(() -> number("select count(*) from pg_locks where not granted") > 0);
            for (String table : List.of("file", "portion", "event")) {
                statement.executeUpdate("update " + table + " set event_type_id = (select min(id) from event_type)");
            }
            writer.commit();

            HotPage page = reading.get();
            assertThat(page.events()).hasSizeBetween(5, 6);
            assertThat(page.more()).isTrue();
            assertThat(allocated.get()).as("less than half of all parts").isLessThan((long) parts * large.length() / 2);
        }
    }

    private String database() {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    /** Ends the store's connections for which this is true. */
    private void endConnections(String condition) throws SQLException {
        sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pineflow' and datname = '"
                + database() + "' and " + condition);
    }

    private List<String> partitions() throws SQLException {
        String sql = "select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid"
                + " where i.inhparent = 'event'::regclass order by 1";
        try (Connection connection = TestPostgres.connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = TestPostgres.connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
