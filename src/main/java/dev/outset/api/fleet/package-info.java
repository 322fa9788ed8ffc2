/** The whole fleet in numbers over HTTP. */
@NullMarked
package dev.outset.api.fleet;

import org.jspecify.annotations.NullMarked;
