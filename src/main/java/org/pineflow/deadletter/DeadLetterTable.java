package org.pineflow.deadletter;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.pineflow.durable.SqlDatabase;

/** The tables of the dead letters, statement by statement. Immutable. */
final class DeadLetterTable {

    static final String NAME = "pineflow_dead_letter";

    private static final String CLAIM = NAME + "_claim";
    private static final String CLAIM_NAME = "redrive";

    /** Always as long, so that it sorts as text for whoever looks with SQL. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final SqlDatabase database;

    DeadLetterTable(SqlDatabase database) {
        this.database = database;
    }

    /** False when there is a letter of this id. */
    boolean insert(DeadLetter letter) throws SQLException {
        String sql =
                "INSERT INTO " + NAME + " (id, kind, stream, record_key, rve, body, target, headers, status, answer,"
                        + " reason, since, tries, redrives, last_redrive, last_status, last_answer)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";
        Redrives redrives = letter.redrives();
        return database.update(
                        sql,
                        letter.id(),
                        letter.kind().name(),
                        SqlText.escape(letter.stream()),
                        SqlText.escape(letter.key()),
                        letter.rve(),
                        letter.body(),
                        SqlText.escape(letter.target()),
                        DeadLetterCodec.headersText(letter.headers()),
                        letter.status(),
                        SqlText.escape(letter.answer()),
                        SqlText.escape(letter.reason()),
                        TIME.format(letter.since()),
                        letter.tries(),
                        redrives.count(),
                        redrives.last().map(TIME::format).orElse(null),
                        redrives.status(),
                        SqlText.escape(redrives.answer()))
                == 1;
    }

    /** The letters that are meant, oldest first. */
    List<Envelope> list(DeadLetterFilter filter) throws SQLException {
        String sql = "SELECT id, kind, stream, record_key, rve, length(body) AS bytes, target, status,"
                // Escaped, a character may take five.
                + " substr(answer, 1, " + 5 * Envelope.ANSWER_LENGTH + ") AS answer, reason, since, tries, redrives"
                + " FROM " + NAME;
        List<Envelope> letters = database.run(sql, statement -> {
            List<Envelope> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Envelope letter = envelope(rows);
                    if (filter.matches(letter)) {
                        found.add(letter);
                    }
                }
            }
            return found;
        });
        letters.sort(Comparator.comparing(Envelope::since).thenComparing(Envelope::id));
        return letters;
    }

    /** @throws IllegalArgumentException when the row is no letter of this id; the message says why */
    Optional<DeadLetter> read(String id) throws SQLException {
        return database.run("SELECT * FROM " + NAME + " WHERE id = ?", statement -> {
            SqlDatabase.set(statement, id);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(letter(rows)) : Optional.empty();
            }
        });
    }

    List<String> ids() throws SQLException {
        return database.run("SELECT id FROM " + NAME + " ORDER BY since, id", statement -> {
            List<String> ids = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
            }
            return ids;
        });
    }

    long count() throws SQLException {
        return database.run("SELECT COUNT(*) FROM " + NAME, statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    /** False when there is none. */
    boolean delete(String id) throws SQLException {
        return database.update("DELETE FROM " + NAME + " WHERE id = ?", id) == 1;
    }

    /** False when there is none. */
    boolean refusedAgain(String id, Instant when, int status, String answer) throws SQLException {
        String sql = "UPDATE " + NAME + " SET tries = tries + 1, redrives = redrives + 1, last_redrive = ?,"
                + " last_status = ?, last_answer = ? WHERE id = ?";
        return database.update(sql, TIME.format(when), status, SqlText.escape(answer), id) == 1;
    }

    /** False when somebody else has the claim. */
    boolean claim(String owner, Duration length) throws SQLException {
        String now = database.nowMillis();
        String sql = "INSERT INTO " + CLAIM + " AS c (name, owner, expires) VALUES (?, ?, " + now + " + ?)"
                + " ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires = excluded.expires"
                + " WHERE c.expires <= " + now;
        return database.update(sql, CLAIM_NAME, owner, length.toMillis()) == 1;
    }

    /** Prolongs a claim, also one that is over but was not taken; false when it was taken or given up. */
    boolean renew(String owner, Duration length) throws SQLException {
        String sql = "UPDATE " + CLAIM + " SET expires = " + database.nowMillis() + " + ? WHERE name = ? AND owner = ?";
        return database.update(sql, length.toMillis(), CLAIM_NAME, owner) == 1;
    }

    void release(String owner) throws SQLException {
        database.update("DELETE FROM " + CLAIM + " WHERE name = ? AND owner = ?", CLAIM_NAME, owner);
    }

    private static Envelope envelope(ResultSet row) throws SQLException {
        return new Envelope(
                row.getString("id"),
                DeadLetter.Kind.valueOf(row.getString("kind")),
                text(row, "stream"),
                text(row, "record_key"),
                row.getLong("rve"),
                row.getInt("bytes"),
                text(row, "target"),
                row.getInt("status"),
                text(row, "answer"),
                text(row, "reason"),
                Instant.parse(row.getString("since")),
                row.getInt("tries"),
                row.getInt("redrives"));
    }

    private static DeadLetter letter(ResultSet row) throws SQLException {
        DeadLetter letter = new DeadLetter(
                DeadLetter.Kind.valueOf(row.getString("kind")),
                text(row, "stream"),
                text(row, "record_key"),
                row.getLong("rve"),
                row.getBytes("body"),
                text(row, "target"),
                DeadLetterCodec.headers(row.getString("headers")),
                row.getInt("status"),
                text(row, "answer"),
                text(row, "reason"),
                Instant.parse(row.getString("since")),
                row.getInt("tries"),
                new Redrives(
                        row.getInt("redrives"),
                        Optional.ofNullable(row.getString("last_redrive")).map(Instant::parse),
                        row.getInt("last_status"),
                        text(row, "last_answer")));
        DeadLetterCodec.checkId(row.getString("id"), letter);
        return letter;
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return SqlText.unescape(row.getString(column));
    }
}
