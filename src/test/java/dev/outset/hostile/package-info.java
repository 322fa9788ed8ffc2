/**
 * Thousands of hostile requests against a running service, made from a seed. None may end in an answer of 5xx, in a
 * further token of a command line, in a file, in a stack trace or in a service that no longer serves.
 */
@NullMarked
package dev.outset.hostile;

import org.jspecify.annotations.NullMarked;
