/** The page for people: its files stand in {@code static}, and it talks to the service over the API like anybody else. */
@NullMarked
package dev.outset.page;

import org.jspecify.annotations.NullMarked;
