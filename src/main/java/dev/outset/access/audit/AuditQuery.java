package dev.outset.access.audit;

import dev.outset.access.LabelScope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Selects audit entries, newest first. Entries must match every given criterion.
 *
 * @param subject the name of the principal; null for any
 * @param action the action; null for any
 * @param target the name or id of the changed object; null for any
 * @param since the earliest time, inclusive; null for no limit
 * @param until the latest time, exclusive; null for no limit
 * @param scope the scope of the labels of the changed object
 * @param before the sequence of the last entry of the previous page; null for the first page
 * @param limit the maximum number of entries
 * @param bytes the maximum length of the JSON of all entries; a single entry may be longer
 */
public record AuditQuery(
        @Nullable String subject,
        @Nullable String action,
        @Nullable String target,
        @Nullable Instant since,
        @Nullable Instant until,
        LabelScope scope,
        @Nullable Long before,
        int limit,
        long bytes) {}
