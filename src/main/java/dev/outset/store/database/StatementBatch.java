package dev.outset.store.database;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.SqlTypeValue;
import org.springframework.jdbc.core.StatementCreatorUtils;

/**
 * Runs consecutive writes of one transaction. They are sent to PostgreSQL in one round trip, which costs about as much
 * as most of the writes. H2 runs in this process and executes them one by one.
 */
public final class StatementBatch {

    private final JdbcOperations jdbc;

    private final DatabaseDriver driver;

    /** Creates a batch runner for a database. */
    public StatementBatch(JdbcOperations jdbc, DatabaseDriver driver) {
        this.jdbc = jdbc;
        this.driver = driver;
    }

    /**
     * A write statement.
     *
     * @param sql the statement
     * @param values the values of its parameters
     */
    public record Write(String sql, List<? extends @Nullable Object> values) {}

    /**
     * Rows to insert.
     *
     * @param into the table and its columns, in the order of the values
     * @param rows the values of the rows
     */
    public record Rows(String into, List<List<@Nullable Object>> rows) {

        /** Returns one statement that inserts all rows. */
        public Write insert() {
            List<@Nullable Object> values = new ArrayList<>();
            rows.forEach(values::addAll);
            return new Write(sql(rows.size()), values);
        }

        private String sql(int count) {
            String row =
                    "(" + String.join(", ", Collections.nCopies(rows.getFirst().size(), "?")) + ")";
            return "insert into " + into + " values " + String.join(", ", Collections.nCopies(count, row));
        }
    }

    /** Inserts any number of rows in the current transaction. */
    public void insert(Rows rows) {
        jdbc.batchUpdate(rows.sql(1), rows.rows().stream().map(List::toArray).toList());
    }

    /**
     * Runs writes in the current transaction.
     *
     * @return the number of rows that the first write has changed; 0 if there is none
     */
    public int run(List<Write> writes) {
        if (writes.isEmpty()) {
            return 0;
        }
        return driver == DatabaseDriver.POSTGRESQL
                ? run(together(writes))
                : writes.stream().map(this::run).toList().getFirst();
    }

    private int run(Write write) {
        PreparedStatementCallback<Integer> run = statement -> {
            int index = 1;
            for (@Nullable Object value : write.values()) {
                StatementCreatorUtils.setParameterValue(statement, index++, SqlTypeValue.TYPE_UNKNOWN, value);
            }
            statement.execute();
            return statement.getUpdateCount();
        };
        Integer rows = jdbc.execute(write.sql(), run);
        return rows == null ? 0 : rows;
    }

    private static Write together(List<Write> writes) {
        return new Write(
                writes.stream().map(Write::sql).collect(Collectors.joining("; ")),
                writes.stream().flatMap(write -> write.values().stream()).toList());
    }
}
