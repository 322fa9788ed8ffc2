package dev.outset.store.database;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.SqlTypeValue;
import org.springframework.jdbc.core.StatementCreatorUtils;

/**
 * Runs consecutive writes of one transaction. They are sent to PostgreSQL in one round batch, which costs about as much
 * as most of the writes. H2 runs in this process and executes them one by one.
 */
public final class StatementBatch {

    private final JdbcOperations jdbc;

    private final DatabaseProduct product;

    /** Creates a batch runner for a database. */
    public StatementBatch(JdbcOperations jdbc, DatabaseProduct product) {
        this.jdbc = jdbc;
        this.product = product;
    }

    /**
     * A write statement.
     *
     * @param sql the statement
     * @param values the values of its parameters
     */
    public record Write(String sql, List<? extends @Nullable Object> values) {

        /** Returns an insert of several rows in one statement. */
        public static Write insert(String into, List<Object[]> rows) {
            String row = "(" + String.join(", ", Collections.nCopies(rows.getFirst().length, "?")) + ")";
            List<@Nullable Object> values = new ArrayList<>();
            rows.forEach(each -> Collections.addAll(values, each));
            return new Write(
                    "insert into " + into + " values " + String.join(", ", Collections.nCopies(rows.size(), row)),
                    values);
        }
    }

    /**
     * Runs writes in the current transaction.
     *
     * @return the number of rows that the first write has changed
     */
    public int run(List<Write> writes) {
        return switch (product) {
            case H2 -> writes.stream().map(this::run).toList().getFirst();
            case POSTGRESQL -> run(together(writes));
        };
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
