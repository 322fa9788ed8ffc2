/** One definition checked against every QEMU release. */
@NullMarked
package dev.outset.api.portability;

import org.jspecify.annotations.NullMarked;
