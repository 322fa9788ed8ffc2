/** Renders a definition and its delivery plan as an argument list. Deterministic: equal inputs give equal lists. */
@NullMarked
package dev.outset.commandline.render;

import org.jspecify.annotations.NullMarked;
