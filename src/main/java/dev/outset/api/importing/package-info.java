/** Import of QEMU command lines. The mapping is in {@code commandline.importing}. */
@NullMarked
package dev.outset.api.importing;

import org.jspecify.annotations.NullMarked;
