/**
 * Carries migrations out: one task a migration, level-triggered, its state in the database before every step that cannot be
 * taken back, so that whoever goes on after a crash looks first and then acts.
 */
@NullMarked
package dev.outset.relocation;

import org.jspecify.annotations.NullMarked;
