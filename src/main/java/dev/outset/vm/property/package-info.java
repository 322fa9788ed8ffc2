/** The syntax of ids, sizes and additional properties. */
@NullMarked
package dev.outset.vm.property;

import org.jspecify.annotations.NullMarked;
