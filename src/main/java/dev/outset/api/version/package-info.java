/** The catalogue of QEMU releases. */
@NullMarked
package dev.outset.api.version;

import org.jspecify.annotations.NullMarked;
