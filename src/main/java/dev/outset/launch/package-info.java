/**
 * The port behind which QEMUs run: start one, find it again, talk to it, stop it. Adapters are the simulator and the
 * process launcher. Knows nothing of definitions: it takes an argument list.
 */
@NullMarked
package dev.outset.launch;

import org.jspecify.annotations.NullMarked;
