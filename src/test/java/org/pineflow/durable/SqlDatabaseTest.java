package org.pineflow.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

class SqlDatabaseTest {

    private static final int OPENERS = 8;

    @TempDir
    Path folder;

    @RepeatedTest(100)
    void ofManyWhoAreTheFirstToOpenAnSqliteFileNoneIsToldThatItIsLocked() throws Exception {
        CyclicBarrier together = new CyclicBarrier(OPENERS);

        List<CompletableFuture<Integer>> openers = IntStream.range(0, OPENERS)
                .mapToObj(opener -> onAThreadOfItsOwn(() -> {
                    DataSource file = sqlite();
                    together.await();
                    return SqlDatabase.of(file).update("CREATE TABLE IF NOT EXISTS t (n INTEGER)");
                }))
                .toList();

        assertThat(openers).allSatisfy(opener -> assertThat(opener).succeedsWithin(Duration.ofSeconds(30)));
    }

    private static <T> CompletableFuture<T> onAThreadOfItsOwn(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        result.complete(work.call());
                    } catch (Exception e) {
                        result.completeExceptionally(e);
                    }
                })
                .start();
        return result;
    }

    private DataSource sqlite() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setBusyTimeout(5000);
        SQLiteDataSource dataSource = new SQLiteDataSource(config);
        dataSource.setUrl("jdbc:sqlite:" + folder.resolve("shared.db"));
        return dataSource;
    }
}
