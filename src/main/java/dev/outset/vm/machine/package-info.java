/** The machine: type, firmware, CPUs, memory, clock and identity. */
@NullMarked
package dev.outset.vm.machine;

import org.jspecify.annotations.NullMarked;
