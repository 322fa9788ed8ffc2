package dev.outset.relocation;

import java.util.List;

/**
 * A part of the migrations.
 *
 * @param migrations the migrations, newest first
 * @param hasMore whether older ones come after them
 */
public record RelocationPage(List<Relocation> migrations, boolean hasMore) {

    public RelocationPage {
        migrations = List.copyOf(migrations);
    }
}
