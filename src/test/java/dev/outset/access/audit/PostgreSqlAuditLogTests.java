package dev.outset.access.audit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.support.PostgreSql;
import dev.outset.support.TestDatabase;
import org.junit.jupiter.api.Test;

/** The audit log on PostgreSQL, which also rejects truncation of the table. */
class PostgreSqlAuditLogTests extends AuditLogContract {

    @Override
    TestDatabase open() {
        return TestDatabase.at(PostgreSql.freshUrl(), "postgres");
    }

    @Test
    void rejectsTruncation() {
        assertThatThrownBy(() -> update("truncate table audit_entry")).hasStackTraceContaining("cannot be updated");
    }
}
