/**
 * Thousands of hostile requests against a running service, generated from a seed. None may cause a 5xx response, an
 * additional command line option, a file, a stack trace in a response, or an unavailable service.
 */
@NullMarked
package dev.outset.hostile;

import org.jspecify.annotations.NullMarked;
