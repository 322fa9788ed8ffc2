/** Migrations thought through before they start. */
@NullMarked
package dev.outset.api.plan;

import org.jspecify.annotations.NullMarked;
