/** QMP: framing, messages, typed commands and the client. Independent of VMs. */
@NullMarked
package dev.outset.qmp;

import org.jspecify.annotations.NullMarked;
