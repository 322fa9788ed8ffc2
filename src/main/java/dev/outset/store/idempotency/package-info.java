/** Stored responses of requests with an Idempotency-Key. */
@NullMarked
package dev.outset.store.idempotency;

import org.jspecify.annotations.NullMarked;
