/** Statistics of all VMs. */
@NullMarked
package dev.outset.api.fleet;

import org.jspecify.annotations.NullMarked;
