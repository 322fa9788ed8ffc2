/** Requests that create or label many VMs. */
@NullMarked
package dev.outset.api.vm.batch;

import org.jspecify.annotations.NullMarked;
