package dev.outset.store.database;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads slices of a table. Selects the keys first, with the length of the JSON of their rows, and reads only the rows
 * that fit into a slice.
 */
public final class SliceQuery {

    /** The column with the number of matching rows, up to one more than the limit. */
    private static final String FOUND = "found";

    private final String before;

    private final String after;

    /**
     * Creates a query.
     *
     * @param table the table
     * @param columns the columns to read
     * @param key the primary key
     * @param order the order of the keys: {@code asc} or {@code desc}
     */
    public SliceQuery(String table, String columns, String key, String order) {
        this.before = """
                select %s, fitting.found from (select chosen.row_key, count(*) over () as found,
                    row_number() over (order by chosen.row_key %s) as place,
                    sum(chosen.bytes) over (order by chosen.row_key %2$s rows unbounded preceding) as bytes
                    from (""".formatted(columns, order);
        this.after =
                ") chosen) fitting join %s on %1$s.%s = fitting.row_key where fitting.place <= ?".formatted(table, key)
                        + " and (fitting.place = 1 or fitting.bytes <= ?) order by fitting.row_key " + order;
    }

    /**
     * Returns the statement that reads a slice.
     *
     * @param keys selects the keys as {@code row_key} and the lengths as {@code bytes}, in order
     * @param limit the maximum number of rows
     * @param bytes the maximum total length of their JSON in bytes; a single row may exceed it
     */
    public SqlBuilder statement(SqlBuilder keys, int limit, long bytes) {
        return new SqlBuilder(before)
                .add(keys)
                .add(" fetch first ? rows only", limit + 1)
                .add(after, limit, bytes);
    }

    /** Reads a slice with a {@link #statement}. */
    public static <T> Slice<T> read(JdbcClient jdbc, SqlBuilder statement, RowMapper<T> mapper) {
        AtomicInteger found = new AtomicInteger();
        var rows = statement
                .prepare(jdbc)
                .query((row, number) -> {
                    found.setPlain(row.getInt(FOUND));
                    return mapper.mapRow(row, number);
                })
                .list();
        return new Slice<>(rows, found.getPlain() > rows.size());
    }
}
