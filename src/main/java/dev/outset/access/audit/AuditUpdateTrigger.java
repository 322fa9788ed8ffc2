package dev.outset.access.audit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.h2.tools.TriggerAdapter;
import org.jspecify.annotations.Nullable;

/** The H2 trigger that rejects updates and early deletes of audit entries; PostgreSQL has the same trigger in SQL. */
public final class AuditUpdateTrigger extends TriggerAdapter {

    private static final Duration LEAST_AGE = Duration.ofDays(30);

    @Override
    public void fire(Connection connection, @Nullable ResultSet before, @Nullable ResultSet after) throws SQLException {
        if (after != null || before == null || isYoung(connection, before)) {
            throw new SQLException(
                    "audit entries cannot be updated, and only entries older than 30 days can be deleted");
        }
    }

    private static boolean isYoung(Connection connection, ResultSet entry) throws SQLException {
        try (ResultSet now = connection.createStatement().executeQuery("select current_timestamp")) {
            now.next();
            OffsetDateTime limit = now.getObject(1, OffsetDateTime.class).minus(LEAST_AGE);
            return entry.getObject("happened_at", OffsetDateTime.class).isAfter(limit);
        }
    }
}
