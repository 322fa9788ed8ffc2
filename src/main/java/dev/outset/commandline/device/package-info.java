/** Renders disks, network interfaces, consoles and other devices. */
@NullMarked
package dev.outset.commandline.device;

import org.jspecify.annotations.NullMarked;
