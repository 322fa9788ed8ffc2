package dev.outset.store.database;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A statement that is built piece by piece, each with the values of its parameters. */
public final class SqlBuilder {

    private final StringBuilder text = new StringBuilder();

    private final List<Object> values = new ArrayList<>();

    /** Starts a statement. */
    public SqlBuilder(String sql, Object... parameters) {
        add(sql, parameters);
    }

    /** Appends a piece. */
    public SqlBuilder add(String sql, Object... parameters) {
        text.append(sql);
        values.addAll(Arrays.asList(parameters));
        return this;
    }

    /** Appends a piece with one parameter, unless its value is null. */
    public SqlBuilder addIf(@Nullable Object value, String sql) {
        return value == null ? this : add(sql, value);
    }

    /** Appends the condition that a column with labels in JSON contains these labels. */
    public SqlBuilder andLabels(String column, Map<String, String> labels) {
        labels.forEach((key, value) -> add(" and " + column + " like ? escape '!'", LabelsColumn.pattern(key, value)));
        return this;
    }

    SqlBuilder add(SqlBuilder other) {
        text.append(other.text);
        values.addAll(other.values);
        return this;
    }

    /** Returns the SQL. */
    public String text() {
        return text.toString();
    }

    /** Returns the values of the parameters. */
    public List<Object> values() {
        return List.copyOf(values);
    }

    /** Prepares the statement. */
    public JdbcClient.StatementSpec prepare(JdbcClient jdbc) {
        return jdbc.sql(text()).params(values);
    }
}
