/** The status of a VM, modelled on Kubernetes: phases, conditions and how conditions are merged. No I/O, no Spring. */
@NullMarked
package dev.outset.status;

import org.jspecify.annotations.NullMarked;
