/** QEMU's command line parser, with QEMU's error messages. Shares no code with the service's command line renderer. */
@NullMarked
package dev.outset.simulator.argv;

import org.jspecify.annotations.NullMarked;
