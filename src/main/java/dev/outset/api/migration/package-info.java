/** Migrations between stored VMs. */
@NullMarked
package dev.outset.api.migration;

import org.jspecify.annotations.NullMarked;
