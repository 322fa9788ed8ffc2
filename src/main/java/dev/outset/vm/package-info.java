/**
 * The definition of a VM. The records are the model, the JSON form and the OpenAPI schema; annotations carry the
 * descriptions, defaults and constraints. Does not depend on Spring.
 */
@NullMarked
package dev.outset.vm;

import org.jspecify.annotations.NullMarked;
