/** How bodies become records and records become bodies: limits, strict reading, ETags, merge patches, pages. */
@NullMarked
package dev.outset.api.http;

import org.jspecify.annotations.NullMarked;
