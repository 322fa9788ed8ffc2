/** Migrations between two VMs: planned in {@code plan}, stored and carried out in {@code run}. */
@NullMarked
package dev.outset.migration;

import org.jspecify.annotations.NullMarked;
