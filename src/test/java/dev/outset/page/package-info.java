/** The page as a user has it: in a real Chromium, against a running service. */
@NullMarked
package dev.outset.page;

import org.jspecify.annotations.NullMarked;
