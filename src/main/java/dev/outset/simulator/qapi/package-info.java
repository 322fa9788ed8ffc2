/** The visitors that read QAPI values from keyval text and JSON, with QEMU's error texts. */
@NullMarked
package dev.outset.simulator.qapi;

import org.jspecify.annotations.NullMarked;
