package dev.outset.store.vm;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Flyway migration 7: the column {@code status} contains the status as returned by the API, and {@code details}, which a
 * later migration renames to {@code details}, the rest. Previously {@code status} contained one record; since version 6
 * its longest members are in {@code details}.
 */
public final class SummaryMigration implements JavaMigration {

    private static final int BATCH = 500;

    private static final List<String> OF_SUMMARY = List.of("observedGeneration", "phase", "bootPhase");

    private static final List<String> OF_BOOT_SUMMARY = List.of("number", "generation", "launchedAt", "stderr");

    private static final List<String> OF_BOTH = List.of("failures", "retryAt");

    private static final List<String> BOOT_DETAILS = List.of("commandLine", "steps");

    private final JsonMapper mapper = JsonMapper.shared();

    @Override
    public MigrationVersion getVersion() {
        return MigrationVersion.fromVersion("7");
    }

    @Override
    public String getDescription() {
        return "summary and details";
    }

    @Override
    public @Nullable Integer getChecksum() {
        return null;
    }

    @Override
    public boolean canExecuteInTransaction() {
        return true;
    }

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        try (Statement select = connection.createStatement();
                PreparedStatement update =
                        connection.prepareStatement("update vm set status = ?, details = ? where name = ?")) {
            select.setFetchSize(BATCH);
            try (ResultSet row = select.executeQuery("select name, status, details from vm")) {
                while (row.next()) {
                    rewrite(row, update);
                    if (row.getRow() % BATCH == 0) {
                        update.executeBatch();
                    }
                }
            }
            update.executeBatch();
        }
        try (Statement alter = connection.createStatement()) {
            alter.execute("alter table vm alter column details set not null");
        }
    }

    private void rewrite(ResultSet row, PreparedStatement update) throws SQLException {
        ObjectNode status = (ObjectNode) mapper.readTree(row.getString("status"));
        String text = row.getString("details");
        JsonNode apart = text == null ? status : mapper.readTree(text);
        ObjectNode summary = summary(status);
        ObjectNode details = details(status, apart);
        if (status.get("boot") instanceof ObjectNode boot) {
            summary.set("boot", bootSummary(status, boot));
            details.set("boot", bootDetails(boot, text == null ? boot : apart));
        }
        update.setString(1, summary.toString());
        update.setString(2, details.toString());
        update.setString(3, row.getString("name"));
        update.addBatch();
    }

    private ObjectNode summary(ObjectNode status) {
        ObjectNode summary = mapper.createObjectNode();
        copy(OF_SUMMARY, status, summary);
        summary.set("conditions", status.path("conditions").path("all"));
        return summary;
    }

    private ObjectNode bootSummary(ObjectNode status, ObjectNode boot) {
        ObjectNode summary = mapper.createObjectNode();
        copy(OF_BOOT_SUMMARY, boot, summary);
        JsonNode exitStatus = boot.path("exitStatus");
        summary.put("ended", exitStatus.isNumber());
        if (exitStatus.isNumber() && exitStatus.intValue() >= 0) {
            summary.set("exitStatus", exitStatus);
        }
        copy(OF_BOTH, status, summary);
        return summary;
    }

    private ObjectNode details(ObjectNode status, JsonNode apart) {
        ObjectNode details = mapper.createObjectNode();
        details.set("parameters", apart.path("parameters"));
        copy(OF_BOTH, status, details);
        return details;
    }

    private ObjectNode bootDetails(ObjectNode boot, JsonNode apart) {
        ObjectNode details = mapper.createObjectNode();
        copy(List.of("restarts", "exitStatus"), boot, details);
        copy(BOOT_DETAILS, apart, details);
        return details;
    }

    private static void copy(List<String> members, JsonNode from, ObjectNode to) {
        members.stream().filter(from::has).forEach(member -> to.set(member, from.get(member)));
    }
}
