/** The status of a VM in Kubernetes' terms: conditions, phases, and how conditions merge. No I/O, no Spring. */
@NullMarked
package dev.outset.status;

import org.jspecify.annotations.NullMarked;
