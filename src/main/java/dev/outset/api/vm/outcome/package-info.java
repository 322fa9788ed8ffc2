/** What a stored definition results in, and what was observed: plan, command line, boot and parameters. */
@NullMarked
package dev.outset.api.vm.outcome;

import org.jspecify.annotations.NullMarked;
