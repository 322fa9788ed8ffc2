package dev.outset.access.audit;

import java.util.List;

/**
 * A page of the audit log.
 *
 * @param entries the entries, newest first
 * @param hasMore whether there are older entries
 */
public record AuditPage(List<AuditEntry> entries, boolean hasMore) {

    public AuditPage {
        entries = List.copyOf(entries);
    }
}
