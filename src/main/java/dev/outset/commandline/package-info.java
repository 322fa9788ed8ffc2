/** QEMU argument lists. The shell form is only for display. */
@NullMarked
package dev.outset.commandline;

import org.jspecify.annotations.NullMarked;
