/** One simulation per request; nothing is stored. */
@NullMarked
package dev.outset.api.simulation;

import org.jspecify.annotations.NullMarked;
