/**
 * The REST API: requests, responses, problem details, ETags and the OpenAPI document, one sub-package per resource.
 * Every value in a response is computed in another package. {@code http}, {@code problem} and {@code openapi} serve
 * all resources.
 */
@NullMarked
package dev.outset.api;

import org.jspecify.annotations.NullMarked;
