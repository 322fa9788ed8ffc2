/** The catalogue of each QEMU release. */
@NullMarked
package dev.outset.api.version;

import org.jspecify.annotations.NullMarked;
