/**
 * Both ends of a migration together: what will become of it, why, what to change on which side, and the steps that carry
 * it out. The rules are rows of {@code resources/pairing/rules.json}, each with the releases it holds for; what a single
 * QEMU refuses comes from the catalogue's own checks. Pure: nothing is stored, started or connected here. No Spring.
 */
@NullMarked
package dev.outset.pairing;

import org.jspecify.annotations.NullMarked;
