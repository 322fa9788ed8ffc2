/** One definition against every release, over HTTP. */
@NullMarked
package dev.outset.api.portability;

import org.jspecify.annotations.NullMarked;
