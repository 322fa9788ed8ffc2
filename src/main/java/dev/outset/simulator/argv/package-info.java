/** QEMU's command line parser: options in order, with QEMU's errors. Shares nothing with the renderer. */
@NullMarked
package dev.outset.simulator.argv;

import org.jspecify.annotations.NullMarked;
