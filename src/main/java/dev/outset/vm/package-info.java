/**
 * The definition that a user owns: what the guest is, how its QEMU is started, and which migration parameters it wants
 * early and live. Records only; a record is the JSON form, the OpenAPI schema and the model at once: its annotations
 * carry description, default and constraints. No Spring.
 */
@NullMarked
package dev.outset.vm;

import org.jspecify.annotations.NullMarked;
