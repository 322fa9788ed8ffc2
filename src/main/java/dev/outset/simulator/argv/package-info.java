/**
 * QEMU's command line as QEMU reads it: options in order, with QEMU's errors. Shares nothing with what the service uses
 * to write command lines.
 */
@NullMarked
package dev.outset.simulator.argv;

import org.jspecify.annotations.NullMarked;
