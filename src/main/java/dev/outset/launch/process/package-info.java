/** QEMU processes on this host: how they are started, found after a restart of the service, and stopped. */
@NullMarked
package dev.outset.launch.process;

import org.jspecify.annotations.NullMarked;
