/**
 * The REST API: requests, responses, problem details, ETags and the OpenAPI document, one sub-package per resource.
 * The values in the responses are computed in other packages. {@code http}, {@code problem} and {@code openapi} serve
 * all resources.
 */
@NullMarked
package dev.outset.api;

import org.jspecify.annotations.NullMarked;
