/** Migration addresses and channels, and how each transport listens. */
@NullMarked
package dev.outset.simulator.transport;

import org.jspecify.annotations.NullMarked;
