/**
 * An argument list of QEMU as a definition, with an outcome for every token: mapped to a field, kept as it is, or
 * dropped with the reason. Nothing is invented: where the list leaves something to QEMU's default and ours differs,
 * QEMU's is written down.
 */
@NullMarked
package dev.outset.commandline.importing;

import org.jspecify.annotations.NullMarked;
