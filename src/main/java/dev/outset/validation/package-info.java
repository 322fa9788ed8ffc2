/**
 * What QEMU would refuse, refused here first: rules over a definition and the catalogue of its release, all of them at
 * once, each with a pointer, an action and QEMU's own text. Pure; nothing is stored, started or looked up elsewhere.
 */
@NullMarked
package dev.outset.validation;

import org.jspecify.annotations.NullMarked;
