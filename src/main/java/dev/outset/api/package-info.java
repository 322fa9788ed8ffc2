/**
 * REST: requests, responses, problem details, ETags and the OpenAPI document. Requests and responses live here and
 * nowhere else; every value they show is computed in another room.
 */
@NullMarked
package dev.outset.api;

import org.jspecify.annotations.NullMarked;
