/**
 * The audit log: the principal, time and target of every change, with the values before and after. An entry is written
 * in the transaction of the change and is never updated.
 */
@NullMarked
package dev.outset.access.audit;

import org.jspecify.annotations.NullMarked;
