/**
 * Converts an argument list into a definition, with an outcome for every argument: mapped to a field, kept as an
 * extra argument, or dropped with a reason. Where QEMU's default differs from ours, the definition states QEMU's.
 */
@NullMarked
package dev.outset.commandline.importing;

import org.jspecify.annotations.NullMarked;
