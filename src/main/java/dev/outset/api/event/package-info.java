/** What happened to the VMs. */
@NullMarked
package dev.outset.api.event;

import org.jspecify.annotations.NullMarked;
