/** Rules for the machine and its devices. */
@NullMarked
package dev.outset.validation.hardware;

import org.jspecify.annotations.NullMarked;
