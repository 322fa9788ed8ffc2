/** Events of VMs, as pages and as a stream. */
@NullMarked
package dev.outset.api.event;

import org.jspecify.annotations.NullMarked;
