/**
 * The JSON form of records: strict reading that reports every fault of a body at once with its pointer, and the writing
 * that mirrors it. Defaults and constraints stand in the annotations of the records. Knows no rule of QEMU's.
 */
@NullMarked
package dev.outset.binding;

import org.jspecify.annotations.NullMarked;
