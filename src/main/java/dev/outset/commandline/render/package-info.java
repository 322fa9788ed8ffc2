/** Renders a definition and its delivery plan as an argument list. Pure: the same input gives the same bytes. */
@NullMarked
package dev.outset.commandline.render;

import org.jspecify.annotations.NullMarked;
