/**
 * The model of QEMU migration: parameters, capabilities, values, addresses, channels and value layers. The catalogue
 * defines which release supports which name. No I/O, no Spring.
 */
@NullMarked
package dev.outset.parameters;

import org.jspecify.annotations.NullMarked;
