/**
 * Authentication and authorization of requests: listen address check, API keys, JWTs, and the role that each
 * operation requires.
 */
@NullMarked
package dev.outset.access.http;

import org.jspecify.annotations.NullMarked;
