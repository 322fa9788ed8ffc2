/** Rules for migration parameters, capabilities and the incoming migration. */
@NullMarked
package dev.outset.validation.settings;

import org.jspecify.annotations.NullMarked;
