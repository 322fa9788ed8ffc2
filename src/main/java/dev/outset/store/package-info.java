/**
 * Definitions, statuses and events in SQL. Definition and status are versioned apart, so that a status write never
 * spoils a user's ETag. Plain JDBC in the subset that H2 and PostgreSQL share.
 */
@NullMarked
package dev.outset.store;

import org.jspecify.annotations.NullMarked;
