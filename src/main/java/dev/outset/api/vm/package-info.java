/** Definitions of VMs: create, read, replace, patch and delete. */
@NullMarked
package dev.outset.api.vm;

import org.jspecify.annotations.NullMarked;
