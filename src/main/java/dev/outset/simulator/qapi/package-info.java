/**
 * QEMU's own reading of text: keyval and JSON, sizes and integers, and the visitors that turn them into QAPI values, with
 * QEMU's error texts. Knows no parameter and no command; QEMU's {@code util} and {@code qobject} are the model.
 */
@NullMarked
package dev.outset.simulator.qapi;

import org.jspecify.annotations.NullMarked;
