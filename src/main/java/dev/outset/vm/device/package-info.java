/** Disks, controllers and other devices, with their PCI addresses. */
@NullMarked
package dev.outset.vm.device;

import org.jspecify.annotations.NullMarked;
