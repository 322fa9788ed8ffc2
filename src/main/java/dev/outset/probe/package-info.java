/**
 * Asks configured QEMU binaries what they are and what they can do, remembers it until they change, and compares it with
 * the catalogue. Starts no VM.
 */
@NullMarked
package dev.outset.probe;

import org.jspecify.annotations.NullMarked;
