/** Checks of a definition before it is stored, and what it results in: plan, command line and change impact. */
@NullMarked
package dev.outset.api.vm.admission;

import org.jspecify.annotations.NullMarked;
