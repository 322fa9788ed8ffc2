package dev.outset.store.vm;

import dev.outset.store.database.SqlBuilder;
import dev.outset.support.PostgreSql;
import dev.outset.support.TestDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the contract on PostgreSQL. */
class PostgreSqlListScaleTests extends ListScaleContract {

    @Override
    TestDatabase open() {
        return TestDatabase.at(PostgreSql.freshUrl(), "postgres");
    }

    @Override
    String numbers(int count) {
        return "generate_series(1, " + count + ") i";
    }

    @Override
    long rowsRead(SqlBuilder sql) {
        String plan = database.client()
                .sql("explain (analyze, format json) " + sql.text())
                .params(sql.values())
                .query(String.class)
                .single();
        return read(JsonMapper.shared().readTree(plan).get(0).get("Plan"));
    }

    /** Returns how many rows the scans of a plan returned or filtered out. */
    private static long read(JsonNode node) {
        long below = node.path("Plans")
                .valueStream()
                .mapToLong(PostgreSqlListScaleTests::read)
                .sum();
        if (!node.get("Node Type").asString().contains("Scan")) {
            return below;
        }
        double rows = node.get("Actual Rows").asDouble()
                + node.path("Rows Removed by Filter").asDouble(0);
        return below + Math.round(rows * node.get("Actual Loops").asLong());
    }
}
