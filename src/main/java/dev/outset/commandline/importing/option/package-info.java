/** Splits a command line into options, and an option into keys and values. */
@NullMarked
package dev.outset.commandline.importing.option;

import org.jspecify.annotations.NullMarked;
