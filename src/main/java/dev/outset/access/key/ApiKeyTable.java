package dev.outset.access.key;

import dev.outset.access.LabelScope;
import dev.outset.access.Role;
import dev.outset.binding.EnumLabels;
import dev.outset.store.database.LabelsColumn;
import dev.outset.store.database.SqlBuilder;
import dev.outset.store.database.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The API keys in the table {@code api_key}. */
final class ApiKeyTable {

    private final JdbcClient jdbc;

    /** A key and the hash of its text. */
    record Row(ApiKey key, String hash) {}

    ApiKeyTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(ApiKey key, String hash) {
        List<@Nullable Object> values = new ArrayList<>(List.of(
                key.id(),
                hash,
                key.name(),
                key.role().toString(),
                LabelsColumn.value(key.reach().labels()),
                key.createdBy(),
                Timestamps.timestamp(key.createdAt()),
                Timestamps.timestamp(key.expiresAt())));
        values.add(key.replaces());
        jdbc.sql("""
                        insert into api_key (id, hash, name, role, selection, created_by, created_at, expires_at, replaces)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?)""").params(values).update();
    }

    Optional<Row> find(String id) {
        return jdbc.sql("select * from api_key where id = ?")
                .param(id)
                .query((row, number) -> new Row(read(row, number), row.getString("hash")))
                .optional();
    }

    /** Finds a key and locks its row until the end of the transaction. */
    Optional<ApiKey> lock(String id) {
        return jdbc.sql("select * from api_key where id = ? for update")
                .param(id)
                .query(this::read)
                .optional();
    }

    List<ApiKey> list(LabelScope scope, @Nullable String after, int limit) {
        return new SqlBuilder("select * from api_key where id > ?", after == null ? "" : after)
                .andLabels("selection", scope.labels())
                .add(" order by id fetch first ? rows only", limit)
                .prepare(jdbc)
                .query(this::read)
                .list();
    }

    long countValid(Instant now) {
        return jdbc.sql("select count(*) from api_key where revoked_at is null and expires_at > ?")
                .param(Timestamps.timestamp(now))
                .query(Long.class)
                .single();
    }

    void expire(String id, Instant at) {
        jdbc.sql("update api_key set expires_at = ? where id = ?")
                .params(Timestamps.timestamp(at), id)
                .update();
    }

    void revoke(String id, Instant at) {
        jdbc.sql("update api_key set revoked_at = ? where id = ?")
                .params(Timestamps.timestamp(at), id)
                .update();
    }

    void recordUse(String id, Instant at) {
        jdbc.sql("update api_key set last_used_at = ? where id = ? and (last_used_at is null or last_used_at < ?)")
                .params(Timestamps.timestamp(at), id, Timestamps.timestamp(at))
                .update();
    }

    private ApiKey read(ResultSet row, int number) throws SQLException {
        return new ApiKey(
                row.getString("id"),
                row.getString("name"),
                EnumLabels.find(Role.class, row.getString("role")).orElseThrow(),
                new LabelScope(LabelsColumn.read(row, "selection")),
                row.getString("created_by"),
                Timestamps.instant(row, "created_at"),
                Timestamps.instant(row, "expires_at"),
                Timestamps.instantOrNull(row, "revoked_at"),
                Timestamps.instantOrNull(row, "last_used_at"),
                row.getString("replaces"));
    }
}
