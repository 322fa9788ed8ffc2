/**
 * A definition and its delivery plan as QEMU's argument list, and an argument list as a definition. Arguments are a list;
 * the shell form exists only at the edge. Pure: same input, same bytes.
 */
@NullMarked
package dev.outset.commandline;

import org.jspecify.annotations.NullMarked;
