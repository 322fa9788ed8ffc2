package dev.outset.store.idempotency;

/**
 * What was answered to a request that carried an Idempotency-Key.
 *
 * @param key the key, at most 255 characters
 * @param fingerprint what the request said, in 64 characters
 * @param answer the body of the answer
 */
public record StoredResponse(String key, String fingerprint, String answer) {}
