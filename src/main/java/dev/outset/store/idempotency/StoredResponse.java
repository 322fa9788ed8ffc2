package dev.outset.store.idempotency;

/**
 * The response to a request with an Idempotency-Key.
 *
 * @param key the key, at most 255 characters
 * @param fingerprint a hash of the request, 64 characters
 * @param body the body of the response
 */
public record StoredResponse(String key, String fingerprint, String body) {}
