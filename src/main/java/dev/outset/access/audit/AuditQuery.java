package dev.outset.access.audit;

import dev.outset.access.LabelScope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which entries to list, newest first; every part that is given has to hold.
 *
 * @param subject who; null for anybody
 * @param action what was done; null for anything
 * @param target what it was done to; null for anything
 * @param since the time of the oldest; null for any
 * @param until the time before which; null for any
 * @param reach what the target has to be within
 * @param before the sequence of the last entry of the page before; null for the first page
 * @param limit the most to give
 * @param bytes how long their JSON may be together; a single entry may be longer
 */
public record AuditQuery(
        @Nullable String subject,
        @Nullable String action,
        @Nullable String target,
        @Nullable Instant since,
        @Nullable Instant until,
        LabelScope reach,
        @Nullable Long before,
        int limit,
        long bytes) {}
