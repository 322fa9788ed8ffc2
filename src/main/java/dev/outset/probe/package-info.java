/**
 * Probes the configured QEMU binaries, caches the results until a file changes, and compares them with the catalogue.
 * Starts no VM.
 */
@NullMarked
package dev.outset.probe;

import org.jspecify.annotations.NullMarked;
