/**
 * The door: where the service may listen, which requests it looks at, how a key or a token becomes a subject, and which role
 * an operation needs.
 */
@NullMarked
package dev.outset.access.http;

import org.jspecify.annotations.NullMarked;
