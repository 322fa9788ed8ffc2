/**
 * Stored migrations and their reconciler: one task per migration. The state is stored before every step that cannot be
 * undone, so a replica that takes over reads the actual state first.
 */
@NullMarked
package dev.outset.migration.run;

import org.jspecify.annotations.NullMarked;
