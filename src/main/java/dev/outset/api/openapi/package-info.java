/** The OpenAPI document: schemas from types and the catalogue, examples from files. */
@NullMarked
package dev.outset.api.openapi;

import org.jspecify.annotations.NullMarked;
