package dev.outset.store.vm;

import dev.outset.store.database.SqlBuilder;
import dev.outset.support.TestDatabase;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;

/** Runs the contract on H2. */
class H2ListScaleTests extends ListScaleContract {

    private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");

    @TempDir
    private static Path folder;

    @Override
    TestDatabase open() {
        return TestDatabase.h2(folder);
    }

    @Override
    String numbers(int count) {
        return "(select x as i from system_range(1, " + count + "))";
    }

    @Override
    long rowsRead(SqlBuilder sql) {
        Matcher scans = SCANNED.matcher(database.client()
                .sql("explain analyze " + sql.text())
                .params(sql.values())
                .query(String.class)
                .single());
        long read = 0;
        while (scans.find()) {
            read += Long.parseLong(scans.group(1));
        }
        return read;
    }
}
