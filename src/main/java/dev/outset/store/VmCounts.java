package dev.outset.store;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How many VMs there are, over all replicas; those that are being deleted included. */
public final class VmCounts {

    private final JdbcClient jdbc;

    /** Counts in a database. */
    public VmCounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All of them. */
    public long all() {
        return jdbc.sql("select count(*) from vm").query(Long.class).single();
    }

    /** Those that a subject created; null for those that nobody in particular did. */
    public long createdBy(@Nullable String creator) {
        return creator == null
                ? jdbc.sql("select count(*) from vm where created_by is null")
                        .query(Long.class)
                        .single()
                : jdbc.sql("select count(*) from vm where created_by = ?")
                        .param(creator)
                        .query(Long.class)
                        .single();
    }
}
