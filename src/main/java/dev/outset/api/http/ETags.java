package dev.outset.api.http;

import dev.outset.api.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** The ETag of a definition: its version in quotes. Status changes do not affect it. */
public final class ETags {

    private ETags() {}

    /** The ETag of a version. */
    public static String of(long definitionVersion) {
        return "\"" + definitionVersion + "\"";
    }

    /**
     * Checks the header If-Match against the stored version; {@code *} matches every version.
     *
     * @throws ProblemException if the header is missing (428) or does not contain the stored version (412)
     */
    public static void require(@Nullable String ifMatch, long definitionVersion) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw ProblemException.preconditionRequired();
        }
        String expected = of(definitionVersion);
        for (String tag : ifMatch.split(",", -1)) {
            if (tag.strip().equals("*") || tag.strip().equals(expected)) {
                return;
            }
        }
        throw ProblemException.preconditionFailed();
    }
}
