/** The rules of a release and their conditions, in the order in which QEMU checks them. */
@NullMarked
package dev.outset.catalogue.rule;

import org.jspecify.annotations.NullMarked;
