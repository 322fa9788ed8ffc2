/** The image, the chart, the compose file and the documents that go with them hold what they promise. */
@NullMarked
package dev.outset.ship;

import org.jspecify.annotations.NullMarked;
