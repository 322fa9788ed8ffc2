/** Migrations between two VMs: planned in {@code plan}, stored in {@code job}, carried out in {@code run}. */
@NullMarked
package dev.outset.migration;

import org.jspecify.annotations.NullMarked;
