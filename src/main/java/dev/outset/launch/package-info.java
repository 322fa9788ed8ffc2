/**
 * The port through which the service runs QEMUs: launch, find, connect and stop. Adapters are the simulator and the
 * process launcher. Takes an argument list, not a definition.
 */
@NullMarked
package dev.outset.launch;

import org.jspecify.annotations.NullMarked;
