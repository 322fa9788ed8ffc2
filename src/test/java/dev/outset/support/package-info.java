/** What tests of several rooms share: clocks, databases and definitions made by hand. */
@NullMarked
package dev.outset.support;

import org.jspecify.annotations.NullMarked;
