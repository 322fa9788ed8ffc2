/**
 * The plan of a migration: verdict, findings, and the steps on both sides. Pure: nothing is stored, started or
 * connected. No Spring.
 */
@NullMarked
package dev.outset.migration.plan;

import org.jspecify.annotations.NullMarked;
