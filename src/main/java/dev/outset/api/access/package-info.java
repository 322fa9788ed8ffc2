/** Keys, the audit, and who one is. */
@NullMarked
package dev.outset.api.access;

import org.jspecify.annotations.NullMarked;
