/** Ports of the store: the creator of a VM, and the sink of audit entries. */
@NullMarked
package dev.outset.store.audit;

import org.jspecify.annotations.NullMarked;
