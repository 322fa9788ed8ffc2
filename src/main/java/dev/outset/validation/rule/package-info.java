/** The form of a rule, and what rules share: context, violation collector and suggestions. */
@NullMarked
package dev.outset.validation.rule;

import org.jspecify.annotations.NullMarked;
