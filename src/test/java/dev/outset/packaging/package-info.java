/** Tests of the container image, the Helm chart, the Compose file and the documentation. */
@NullMarked
package dev.outset.packaging;

import org.jspecify.annotations.NullMarked;
