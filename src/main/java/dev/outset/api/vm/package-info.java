/** Definitions of VMs over HTTP, and what they come to: plan, command line, boot, values in force. */
@NullMarked
package dev.outset.api.vm;

import org.jspecify.annotations.NullMarked;
