/** Test support shared by several packages: clocks, databases, definitions and clients. */
@NullMarked
package dev.outset.support;

import org.jspecify.annotations.NullMarked;
