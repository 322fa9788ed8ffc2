package dev.outset.migration.job;

import java.util.List;

/**
 * A page of migrations.
 *
 * @param migrations the migrations, newest first
 * @param hasMore whether older migrations follow
 */
public record MigrationPage(List<MigrationJob> migrations, boolean hasMore) {

    public MigrationPage {
        migrations = List.copyOf(migrations);
    }
}
