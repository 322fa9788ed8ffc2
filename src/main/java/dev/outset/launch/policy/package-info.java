/** The host policy: which arguments and QMP commands a QEMU process on this host may receive. */
@NullMarked
package dev.outset.launch.policy;

import org.jspecify.annotations.NullMarked;
