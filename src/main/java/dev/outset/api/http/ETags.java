package dev.outset.api.http;

import dev.outset.api.problem.PreconditionException;
import org.jspecify.annotations.Nullable;

/** The ETag of a definition: its version in quotes. A status change does not change it. */
public final class ETags {

    private ETags() {}

    public static String of(long definitionVersion) {
        return "\"" + definitionVersion + "\"";
    }

    /**
     * Checks the header If-Match against the version that is stored.
     *
     * @throws PreconditionException if the header is missing (428) or names another version (412)
     */
    public static void require(@Nullable String ifMatch, long definitionVersion) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw PreconditionException.missing();
        }
        String wanted = of(definitionVersion);
        for (String tag : ifMatch.split(",", -1)) {
            if (tag.strip().equals("*") || tag.strip().equals(wanted)) {
                return;
            }
        }
        throw PreconditionException.stale();
    }
}
