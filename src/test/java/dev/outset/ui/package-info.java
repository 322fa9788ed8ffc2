/** The page as a user has it: in a real Chromium, against a running service. */
@NullMarked
package dev.outset.ui;

import org.jspecify.annotations.NullMarked;
