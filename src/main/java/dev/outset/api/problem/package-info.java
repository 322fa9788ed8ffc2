/** Exceptions for rejected requests, and their mapping to problem details (RFC 9457). */
@NullMarked
package dev.outset.api.problem;

import org.jspecify.annotations.NullMarked;
