/**
 * What H2 and PostgreSQL differ in, statement batches, and the reconcile queue. Plain JDBC in the SQL that both
 * support.
 */
@NullMarked
package dev.outset.store.database;

import org.jspecify.annotations.NullMarked;
