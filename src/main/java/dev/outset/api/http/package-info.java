/** Request and response bodies: limits, strict reading, ETags, merge patches and pages. */
@NullMarked
package dev.outset.api.http;

import org.jspecify.annotations.NullMarked;
