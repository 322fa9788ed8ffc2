/** The migration object and the incoming migration ({@code migration/}): layers of values and checks. */
@NullMarked
package dev.outset.simulator.migration;

import org.jspecify.annotations.NullMarked;
