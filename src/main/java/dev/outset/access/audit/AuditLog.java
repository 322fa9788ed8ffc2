package dev.outset.access.audit;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.Principal;
import dev.outset.store.audit.AuditSink;
import dev.outset.store.database.LabelsSql;
import dev.outset.store.database.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The audit log in the table {@code audit_entry}. Changes are recorded in the transactions that make them. */
public final class AuditLog implements AuditSink {

    /** The number of entries per insert statement. */
    private static final int BATCH = 100;

    private static final String COLUMNS =
            "happened_at, subject, role, credential, request_id, action, target, labels, before_change, after_change";

    private static final String LENGTH =
            "coalesce(octet_length(before_change), 0) + coalesce(octet_length(after_change), 0)";

    /** Selects entries by the lengths of their JSON first, and reads only those that fit into a page. */
    private static final String FITTING = "select audit_entry.sequence, " + COLUMNS + """
            , fitting.found from (select chosen.sequence, count(*) over () as found,
                row_number() over (order by chosen.sequence desc) as place,
                sum(chosen.bytes) over (order by chosen.sequence desc rows unbounded preceding) as bytes
                from (%s) chosen) fitting
            join audit_entry on audit_entry.sequence = fitting.sequence
            where fitting.place <= ? and (fitting.place = 1 or fitting.bytes <= ?)
            order by audit_entry.sequence desc""";

    private final JdbcClient jdbc;

    private final CurrentPrincipal caller;

    private final Supplier<String> requestId;

    private final InstantSource clock;

    private final AuditSettings settings;

    private final JsonMapper mapper = JsonMapper.shared();

    /**
     * Creates an audit log in a database.
     *
     * @param requestId supplies the id of the current request
     */
    public AuditLog(
            JdbcClient jdbc,
            CurrentPrincipal caller,
            Supplier<String> requestId,
            InstantSource clock,
            AuditSettings settings) {
        this.jdbc = jdbc;
        this.caller = caller;
        this.requestId = requestId;
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    public void record(List<Change> changes) {
        for (int from = 0; from < changes.size(); from += BATCH) {
            insert(changes.subList(from, Math.min(from + BATCH, changes.size())));
        }
    }

    private void insert(List<Change> changes) {
        List<@Nullable Object> values = new ArrayList<>();
        changes.forEach(change -> values.addAll(values(change)));
        jdbc.sql("insert into audit_entry (" + COLUMNS + ") values "
                        + String.join(", ", Collections.nCopies(changes.size(), "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")))
                .params(values)
                .update();
    }

    private List<@Nullable Object> values(Change change) {
        Principal principal = caller.current();
        List<@Nullable Object> values = new ArrayList<>(List.of(
                Timestamps.timestamp(clock.instant()),
                principal.name(),
                principal.role().toString(),
                principal.credential(),
                requestId.get(),
                change.action(),
                change.target(),
                mapper.writeValueAsString(change.labels())));
        values.add(change.before());
        values.add(change.after());
        return values;
    }

    /**
     * Lists a page of entries, newest first. The page is limited by the entries and the bytes that the query allows.
     */
    public AuditPage list(AuditQuery query) {
        StringBuilder sql = new StringBuilder("select sequence, " + LENGTH + " as bytes from audit_entry where true");
        List<Object> values = new ArrayList<>();
        add(sql, values, " and subject = ?", query.subject());
        add(sql, values, " and action = ?", query.action());
        add(sql, values, " and target = ?", query.target());
        add(sql, values, " and happened_at >= ?", query.since() == null ? null : Timestamps.timestamp(query.since()));
        add(sql, values, " and happened_at < ?", query.until() == null ? null : Timestamps.timestamp(query.until()));
        query.scope()
                .labels()
                .forEach((key, value) ->
                        add(sql, values, " and labels like ? escape '!'", LabelsSql.pattern(key, value)));
        add(sql, values, " and sequence < ?", query.before());
        values.add(query.limit() + 1);
        AtomicInteger found = new AtomicInteger();
        List<AuditEntry> entries = jdbc.sql(FITTING.formatted(sql + " order by sequence desc fetch first ? rows only"))
                .params(values)
                .params(query.limit(), query.bytes())
                .query((row, number) -> {
                    found.setPlain(row.getInt("found"));
                    return read(row);
                })
                .list();
        return new AuditPage(entries, found.getPlain() > entries.size());
    }

    private static void add(StringBuilder sql, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            sql.append(condition);
            values.add(value);
        }
    }

    private AuditEntry read(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong("sequence"),
                Timestamps.instant(row, "happened_at"),
                row.getString("subject"),
                row.getString("role"),
                row.getString("credential"),
                row.getString("request_id"),
                row.getString("action"),
                row.getString("target"),
                json(row.getString("before_change")),
                json(row.getString("after_change")));
    }

    private @Nullable JsonNode json(@Nullable String text) {
        return text == null ? null : mapper.readTree(text);
    }

    /** Deletes entries that are older than the maximum age. */
    public void prune() {
        jdbc.sql("delete from audit_entry where happened_at < ?")
                .param(Timestamps.timestamp(clock.instant().minus(settings.maxAge())))
                .update();
    }
}
