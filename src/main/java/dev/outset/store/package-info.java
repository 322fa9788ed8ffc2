/** The beans of the store, and statistics over all VMs. */
@NullMarked
package dev.outset.store;

import org.jspecify.annotations.NullMarked;
