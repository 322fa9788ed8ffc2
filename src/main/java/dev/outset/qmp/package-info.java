/** The wire to a QEMU: framing, messages, typed commands and the client. Knows nothing of VMs. */
@NullMarked
package dev.outset.qmp;

import org.jspecify.annotations.NullMarked;
