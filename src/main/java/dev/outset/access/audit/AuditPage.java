package dev.outset.access.audit;

import java.util.List;

/**
 * A part of the audit.
 *
 * @param entries the entries, newest first
 * @param hasMore whether older ones come after them
 */
public record AuditPage(List<AuditEntry> entries, boolean hasMore) {

    public AuditPage {
        entries = List.copyOf(entries);
    }
}
