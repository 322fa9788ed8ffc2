package dev.outset.migration.run;

import dev.outset.binding.RecordReader;
import dev.outset.binding.RecordWriter;
import dev.outset.store.database.Timestamps;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The progress of migrations over time, in the table {@code migration_progress}. A series keeps every n-th progress: n
 * is 1 at first, and when a series is full, n is doubled and every second row is deleted. A write adds at most one row.
 */
final class ProgressSeries {

    /** The maximum number of rows of a migration. */
    private static final int MAX_ROWS = 119;

    private final JdbcClient jdbc;

    private final RecordReader reader = RecordReader.forTrustedInput();

    private final RecordWriter writer = new RecordWriter();

    ProgressSeries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Adds the progress of a migration, in the current transaction, unless it is in the series already or omitted.
     *
     * @param version the version of the migration that the transaction writes; each is written once
     */
    void add(String migration, long version, MigrationProgress progress) {
        long stride = stride(version);
        if (stride > stride(version - 1)) {
            jdbc.sql("delete from migration_progress where migration = ? and mod(version, ?) <> 0")
                    .params(migration, stride)
                    .update();
        }
        if (version % stride == 0) {
            jdbc.sql("""
                            insert into migration_progress (migration, version, reported_at, progress)
                            select :migration, :version, :at, :progress where not exists (
                                select 1 from migration_progress where migration = :migration and reported_at >= :at)""")
                    .param("migration", migration)
                    .param("version", version)
                    .param("at", Timestamps.timestamp(progress.at()))
                    .param("progress", writer.text(progress))
                    .update();
        }
    }

    /** Returns n: versions that are not a multiple of it are not in the series. */
    private static long stride(long version) {
        return Math.max(1, 2 * Long.highestOneBit(version / (MAX_ROWS + 1)));
    }

    /** Returns the series of a migration, oldest first; the last progress is that of the migration. */
    List<MigrationProgress> of(Migration migration) {
        List<MigrationProgress> series =
                new ArrayList<>(jdbc.sql("select progress from migration_progress where migration = ? order by version")
                        .param(migration.id())
                        .query((row, _) -> reader.require(row.getString("progress"), MigrationProgress.class))
                        .list());
        MigrationProgress latest = migration.progress();
        if (latest != null && (series.isEmpty() || series.getLast().at().isBefore(latest.at()))) {
            series.add(latest);
        }
        return series;
    }
}
