/** QMP: framing, messages, typed commands and the client. Independent of VM definitions. */
@NullMarked
package dev.outset.qmp;

import org.jspecify.annotations.NullMarked;
