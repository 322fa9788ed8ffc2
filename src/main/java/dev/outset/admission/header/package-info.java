/** Request ids, security headers, and problem responses for requests that the server rejects. */
@NullMarked
package dev.outset.admission.header;

import org.jspecify.annotations.NullMarked;
