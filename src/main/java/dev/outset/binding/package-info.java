/**
 * The JSON form of records: strict reading that reports every error of a body with its pointer, and the matching
 * writer. Defaults and constraints are in the annotations of the records. Independent of QEMU's rules.
 */
@NullMarked
package dev.outset.binding;

import org.jspecify.annotations.NullMarked;
