/** The service. Each sub-package is described in {@code docs/architecture.md}. */
@NullMarked
package dev.outset;

import org.jspecify.annotations.NullMarked;
