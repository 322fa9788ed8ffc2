/**
 * Admission control for requests: filters that limit rate and concurrency before and after the principal is known.
 * Depends on HTTP only; all counts are per process.
 */
@NullMarked
package dev.outset.admission;

import org.jspecify.annotations.NullMarked;
