/** What each QEMU release knows, straight from the catalogue. */
@NullMarked
package dev.outset.api.version;

import org.jspecify.annotations.NullMarked;
