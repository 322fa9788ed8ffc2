/** The web UI in Chromium, against a running service. */
@NullMarked
package dev.outset.ui;

import org.jspecify.annotations.NullMarked;
