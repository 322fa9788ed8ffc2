package dev.outset.access.audit;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.Principal;
import dev.outset.store.audit.AuditSink;
import dev.outset.store.database.LabelsColumn;
import dev.outset.store.database.Slice;
import dev.outset.store.database.SliceQuery;
import dev.outset.store.database.SqlBuilder;
import dev.outset.store.database.StatementBatch.Rows;
import dev.outset.store.database.StatementBatch.Write;
import dev.outset.store.database.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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

    private static final SliceQuery SLICES = new SliceQuery("audit_entry", "audit_entry.*", "sequence", "desc");

    private final JdbcClient jdbc;

    private final CurrentPrincipal caller;

    private final Supplier<String> requestId;

    private final InstantSource clock;

    private final AuditSettings settings;

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
        Write insert = new Rows(
                        "audit_entry (" + COLUMNS + ")",
                        changes.stream().map(this::values).toList())
                .insert();
        jdbc.sql(insert.sql()).params(insert.values()).update();
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
                LabelsColumn.value(change.labels())));
        values.add(change.before());
        values.add(change.after());
        return values;
    }

    /** Lists a slice of the entries, newest first. */
    public Slice<AuditEntry> list(AuditQuery query) {
        SqlBuilder keys = new SqlBuilder(
                        "select sequence as row_key, " + LENGTH + " as bytes from audit_entry where true")
                .addIf(query.subject(), " and subject = ?")
                .addIf(query.action(), " and action = ?")
                .addIf(query.target(), " and target = ?")
                .addIf(Timestamps.timestampOrNull(query.since()), " and happened_at >= ?")
                .addIf(Timestamps.timestampOrNull(query.until()), " and happened_at < ?")
                .andLabels("labels", query.scope().labels())
                .addIf(query.before(), " and sequence < ?")
                .add(" order by sequence desc");
        return SliceQuery.read(jdbc, SLICES.statement(keys, query.limit(), query.bytes()), this::read);
    }

    private AuditEntry read(ResultSet row, int number) throws SQLException {
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

    private static @Nullable JsonNode json(@Nullable String text) {
        return text == null ? null : JsonMapper.shared().readTree(text);
    }

    /** Deletes entries that are older than the maximum age. */
    public void prune() {
        jdbc.sql("delete from audit_entry where happened_at < ?")
                .param(Timestamps.timestamp(clock.instant().minus(settings.maxAge())))
                .update();
    }
}
