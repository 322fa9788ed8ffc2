/**
 * Compatibility rules for the two endpoints of a migration, their evaluation, and findings. Rules are rows of {@code
 * resources/compatibility/rules.json}, each with the releases that it applies to.
 */
@NullMarked
package dev.outset.migration.compatibility;

import org.jspecify.annotations.NullMarked;
