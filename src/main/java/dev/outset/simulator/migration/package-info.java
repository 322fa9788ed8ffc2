/** The migration object with its layers and checks, and the incoming migration ({@code migration/}). */
@NullMarked
package dev.outset.simulator.migration;

import org.jspecify.annotations.NullMarked;
