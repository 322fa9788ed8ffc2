/** Network interfaces and their backends. */
@NullMarked
package dev.outset.vm.network;

import org.jspecify.annotations.NullMarked;
