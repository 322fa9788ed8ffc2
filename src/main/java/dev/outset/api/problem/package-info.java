/** What a user or a client did wrong, as exceptions, and their one mapping to problem details (RFC 9457). */
@NullMarked
package dev.outset.api.problem;

import org.jspecify.annotations.NullMarked;
