package dev.outset.store.vm;

import dev.outset.support.PostgreSql;
import dev.outset.support.TestDatabase;

/** Runs the contract on PostgreSQL. */
class PostgreSqlSummaryMigrationTests extends SummaryMigrationContract {

    @Override
    TestDatabase openAt(String version) {
        return TestDatabase.at(PostgreSql.freshUrl(), "postgres", version);
    }
}
