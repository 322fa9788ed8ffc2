/** QMP commands and their dispatch. */
@NullMarked
package dev.outset.simulator.qmp;

import org.jspecify.annotations.NullMarked;
