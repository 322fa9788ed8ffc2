/**
 * Converts an argument list into a definition, with an outcome for every argument: mapped to a field, kept as an
 * additional argument, or dropped with a reason. If QEMU's default differs from the default of definitions, the
 * imported definition sets QEMU's.
 */
@NullMarked
package dev.outset.commandline.importing;

import org.jspecify.annotations.NullMarked;
