package dev.outset.store.vm;

import dev.outset.support.PostgreSql;
import dev.outset.support.TestDatabase;

/** Runs the contract on PostgreSQL. */
class PostgreSqlVmRepositoryTests extends VmRepositoryContract {

    @Override
    TestDatabase open() {
        return TestDatabase.at(PostgreSql.freshUrl(), "postgres");
    }
}
