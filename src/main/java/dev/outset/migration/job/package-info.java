/** Stored migrations: request, state, progress and result, and their table. */
@NullMarked
package dev.outset.migration.job;

import org.jspecify.annotations.NullMarked;
