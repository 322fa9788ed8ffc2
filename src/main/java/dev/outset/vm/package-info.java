/**
 * The definition of a VM: records that are the JSON form, the OpenAPI schema and the model at once; annotations carry
 * description, default and constraints. No Spring.
 */
@NullMarked
package dev.outset.vm;

import org.jspecify.annotations.NullMarked;
