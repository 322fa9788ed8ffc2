/**
 * The JSON format of records: a strict reader that reports all errors of a body with their pointers, and the matching
 * writer. Defaults and constraints are declared by annotations on the records. Independent of the rules of QEMU.
 */
@NullMarked
package dev.outset.binding;

import org.jspecify.annotations.NullMarked;
