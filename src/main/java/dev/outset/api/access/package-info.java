/** API keys, audit log and current identity. */
@NullMarked
package dev.outset.api.access;

import org.jspecify.annotations.NullMarked;
