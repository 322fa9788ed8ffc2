/** Renders disks, network interfaces, consoles and other devices as options. */
@NullMarked
package dev.outset.commandline.device;

import org.jspecify.annotations.NullMarked;
