/** The start of the service; each sub-package is a room of its own, see {@code docs/architecture.md}. */
@NullMarked
package dev.outset;

import org.jspecify.annotations.NullMarked;
