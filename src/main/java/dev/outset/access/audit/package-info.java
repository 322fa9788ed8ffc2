/** Who changed what, when, and from what to what: written with the change itself, read by administrators, never edited. */
@NullMarked
package dev.outset.access.audit;

import org.jspecify.annotations.NullMarked;
