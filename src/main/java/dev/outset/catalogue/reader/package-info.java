/**
 * Reads {@code resources/catalogue/*.json} into one catalogue per release. Adding a release means adding data:
 * parameter names are not in code, and no other package reads these files.
 */
@NullMarked
package dev.outset.catalogue.reader;

import org.jspecify.annotations.NullMarked;
