/** Migrations between stored VMs, and plans of migrations. */
@NullMarked
package dev.outset.api.migration;

import org.jspecify.annotations.NullMarked;
