/**
 * The endpoints of a migration, the compatibility rules for a pair of them, and findings. Rules are rows of {@code
 * resources/compatibility/rules.json}, each with the releases that it applies to.
 */
@NullMarked
package dev.outset.migration.plan.compatibility;

import org.jspecify.annotations.NullMarked;
