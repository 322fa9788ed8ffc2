/** Several replicas on one PostgreSQL, and a PostgreSQL that goes away. */
@NullMarked
package dev.outset.replicas;

import org.jspecify.annotations.NullMarked;
