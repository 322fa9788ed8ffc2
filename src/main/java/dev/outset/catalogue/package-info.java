/**
 * What each QEMU release knows: parameters, capabilities and their rules, machine types, forms of {@code -incoming} and
 * the order of its start. Read from {@code resources/catalogue/*.json}, one row a thing; adding a release is adding
 * data. No name of a parameter stands in code, and no other room reads these files.
 */
@NullMarked
package dev.outset.catalogue;

import org.jspecify.annotations.NullMarked;
