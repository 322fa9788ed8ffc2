/**
 * Reads {@code resources/catalogue/*.json} into one catalogue per release. A new release is added as data only: no code
 * contains parameter names, and no other package reads these files.
 */
@NullMarked
package dev.outset.catalogue.reader;

import org.jspecify.annotations.NullMarked;
