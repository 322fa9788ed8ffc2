/**
 * Definitions and statuses. They have separate versions, so a status update does not change the ETag of a definition.
 */
@NullMarked
package dev.outset.store.vm;

import org.jspecify.annotations.NullMarked;
