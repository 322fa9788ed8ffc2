/** Rules of a release and the conditions under which they apply, in the order in which QEMU checks them. */
@NullMarked
package dev.outset.catalogue.rule;

import org.jspecify.annotations.NullMarked;
