package dev.outset.access.key;

import dev.outset.access.LabelScope;
import dev.outset.access.Role;
import dev.outset.store.database.LabelsSql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The API keys in the table {@code api_key}. */
final class ApiKeyTable {

    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    private final JdbcClient jdbc;

    private final JsonMapper mapper = JsonMapper.shared();

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
                mapper.writeValueAsString(key.reach().labels()),
                key.createdBy(),
                timestamp(key.createdAt()),
                timestamp(key.expiresAt())));
        values.add(key.replaces());
        jdbc.sql("""
                        insert into api_key (id, hash, name, role, selection, created_by, created_at, expires_at, replaces)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?)""").params(values).update();
    }

    Optional<Row> find(String id) {
        return jdbc.sql("select * from api_key where id = ?")
                .param(id)
                .query((row, number) -> new Row(read(row), row.getString("hash")))
                .optional();
    }

    /** Finds a key and locks its row until the end of the transaction. */
    Optional<ApiKey> lock(String id) {
        return jdbc.sql("select * from api_key where id = ? for update")
                .param(id)
                .query((row, number) -> read(row))
                .optional();
    }

    List<ApiKey> list(LabelScope scope, @Nullable String after, int limit) {
        List<Object> values = new ArrayList<>(List.of(after == null ? "" : after));
        StringBuilder sql = new StringBuilder("select * from api_key where id > ?");
        scope.labels().forEach((key, value) -> {
            sql.append(" and selection like ? escape '!'");
            values.add(LabelsSql.pattern(key, value));
        });
        values.add(limit);
        return jdbc.sql(sql + " order by id fetch first ? rows only")
                .params(values)
                .query((row, number) -> read(row))
                .list();
    }

    long countValid(Instant now) {
        return jdbc.sql("select count(*) from api_key where revoked_at is null and expires_at > ?")
                .param(timestamp(now))
                .query(Long.class)
                .single();
    }

    void expire(String id, Instant at) {
        jdbc.sql("update api_key set expires_at = ? where id = ?")
                .params(timestamp(at), id)
                .update();
    }

    void revoke(String id, Instant at) {
        jdbc.sql("update api_key set revoked_at = ? where id = ?")
                .params(timestamp(at), id)
                .update();
    }

    void recordUse(String id, Instant at) {
        jdbc.sql("update api_key set last_used_at = ? where id = ? and (last_used_at is null or last_used_at < ?)")
                .params(timestamp(at), id, timestamp(at))
                .update();
    }

    private ApiKey read(ResultSet row) throws SQLException {
        return new ApiKey(
                row.getString("id"),
                row.getString("name"),
                Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                new LabelScope(mapper.readValue(row.getString("selection"), LABELS)),
                row.getString("created_by"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                instant(row, "revoked_at"),
                instant(row, "last_used_at"),
                row.getString("replaces"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime timestamp(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
