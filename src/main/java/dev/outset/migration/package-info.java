/**
 * The vocabulary of QEMU's migration: parameters, capabilities, values, addresses, channels and the layers a value can
 * come from. Identity and form only: what a release knows of a name stands in the catalogue. No I/O, no Spring.
 */
@NullMarked
package dev.outset.migration;

import org.jspecify.annotations.NullMarked;
