/** Displays, graphics cards and serial ports. */
@NullMarked
package dev.outset.vm.console;

import org.jspecify.annotations.NullMarked;
