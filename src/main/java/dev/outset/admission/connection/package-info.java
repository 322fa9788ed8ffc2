/** Limits on connections and on the bytes of requests and responses that are in memory. */
@NullMarked
package dev.outset.admission.connection;

import org.jspecify.annotations.NullMarked;
