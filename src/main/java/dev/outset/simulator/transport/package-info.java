/** Migration addresses, channels, and incoming transports. */
@NullMarked
package dev.outset.simulator.transport;

import org.jspecify.annotations.NullMarked;
