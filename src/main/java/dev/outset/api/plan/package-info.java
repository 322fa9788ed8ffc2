/** Migration plans. */
@NullMarked
package dev.outset.api.plan;

import org.jspecify.annotations.NullMarked;
