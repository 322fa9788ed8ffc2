/** The sandbox, secrets and TLS credentials. */
@NullMarked
package dev.outset.vm.security;

import org.jspecify.annotations.NullMarked;
