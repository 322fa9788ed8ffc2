/** The web UI: serves its static files. The UI is a client of the API. */
@NullMarked
package dev.outset.ui;

import org.jspecify.annotations.NullMarked;
