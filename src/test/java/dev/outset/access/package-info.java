/** Access as users meet it: one service that asks for it, and an issuer of tokens beside it. */
@NullMarked
package dev.outset.access;

import org.jspecify.annotations.NullMarked;
