package org.pineflow.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.pineflow.deadletter.Letters.SINCE;
import static org.pineflow.deadletter.Letters.letter;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What the JDBC store promises on each of its databases. */
abstract class JdbcDeadLetterStoreContract extends DeadLetterStoreContract {

    /** The data source of this test's own empty database; the same within a test. */
    abstract DataSource dataSource() throws Exception;

    @Override
    DeadLetterStore open() throws Exception {
        return new JdbcDeadLetterStore(dataSource());
    }

    @Override
    void damage(DeadLetter letter) throws Exception {
        execute("UPDATE pineflow_dead_letter SET record_key = 'C-2' WHERE id = '" + letter.id() + "'");
    }

    @Test
    void theClaimOfOneThatDiedEndsAndItsLateRenewalDoesNotTakeItBack() throws Exception {
        DeadLetterClaim dead = store.claim(Duration.ofMinutes(1)).orElseThrow();
        execute("UPDATE pineflow_dead_letter_claim SET expires = 0");

        DeadLetterClaim next = other.claim(Duration.ofMinutes(1)).orElseThrow();

        assertThat(dead.renew()).isFalse();
        dead.close();
        assertThat(next.renew()).isTrue();
    }

    @Test
    void aClaimThatIsOverButWasNotTakenIsRenewed() throws Exception {
        DeadLetterClaim claim = store.claim(Duration.ofMinutes(1)).orElseThrow();
        execute("UPDATE pineflow_dead_letter_claim SET expires = 0");

        assertThat(claim.renew()).isTrue();

        assertThat(other.claim(Duration.ofMinutes(1))).isEmpty();
    }

    @Test
    void tablesOfOthersAndOtherMigrationsAreLeftAlone() throws Exception {
        execute("CREATE TABLE users_own (x TEXT)");
        execute("CREATE TABLE flyway_schema_history (x TEXT)");

        store.add(letter("customers", "{}", SINCE));

        execute("INSERT INTO flyway_schema_history (x) VALUES ('untouched')");
        assertThat(new JdbcDeadLetterStore(dataSource(), false).count()).isOne();
    }

    @Test
    void aLetterThatCannotBeKeptIsAnErrorWithTheCure() throws Exception {
        DeadLetterStore bare = new JdbcDeadLetterStore(dataSource(), false);

        assertThatThrownBy(() -> bare.add(letter("customers", "{}", SINCE)))
                .isInstanceOf(DeadLetterStoreException.class)
                .hasMessageContainingAll("customers", "pineflow_dead_letter", "is there");
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
