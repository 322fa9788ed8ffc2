package dev.outset.store;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts the VMs of all replicas, including those that are being deleted. */
public final class VmCounts {

    private final JdbcClient jdbc;

    /** Creates a counter for a database. */
    public VmCounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the number of VMs. */
    public long all() {
        return jdbc.sql("select count(*) from vm").query(Long.class).single();
    }

    /**
     * Returns the number of VMs that a principal created.
     *
     * @param creator the name of the principal; null for VMs without one
     */
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
