/**
 * The vocabulary of QEMU's migration: parameters, capabilities, values, addresses, channels and the layers of a
 * value. Which release supports a name is in the catalogue. No I/O, no Spring.
 */
@NullMarked
package dev.outset.parameters;

import org.jspecify.annotations.NullMarked;
