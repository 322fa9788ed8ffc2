package dev.outset.migration.job;

import java.util.List;

/**
 * A part of the migrations.
 *
 * @param migrations the migrations, newest first
 * @param hasMore whether older ones come after them
 */
public record MigrationPage(List<MigrationJob> migrations, boolean hasMore) {

    public MigrationPage {
        migrations = List.copyOf(migrations);
    }
}
