/** The event log, and the order in which readers see events. */
@NullMarked
package dev.outset.store.event;

import org.jspecify.annotations.NullMarked;
