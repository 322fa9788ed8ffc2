/**
 * QEMUs as processes of this host: which arguments they may have, how they are started, found again after a restart of
 * the service, and stopped. Asks no QEMU for more than whether it answers; what a binary can do is asked elsewhere.
 */
@NullMarked
package dev.outset.launch.process;

import org.jspecify.annotations.NullMarked;
