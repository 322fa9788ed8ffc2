/** One endpoint of a migration: its settings in effect and the guest that its command line describes. */
@NullMarked
package dev.outset.migration.endpoint;

import org.jspecify.annotations.NullMarked;
