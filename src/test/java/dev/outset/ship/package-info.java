/** Tests of the container image, the Helm chart, the Compose file and the documentation. */
@NullMarked
package dev.outset.ship;

import org.jspecify.annotations.NullMarked;
