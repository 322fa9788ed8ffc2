/**
 * REST: requests, responses, problem details, ETags and the OpenAPI document. Requests and responses live here and
 * nowhere else; every value they show is computed in another room. One sub-package a resource; {@code http}, {@code
 * problem} and {@code openapi} serve them all.
 */
@NullMarked
package dev.outset.api;

import org.jspecify.annotations.NullMarked;
