package dev.outset.store.idempotency;

/** Thrown when an Idempotency-Key was used by another request in the meantime. */
public final class KeyTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KeyTakenException(String key, Throwable cause) {
        super("The Idempotency-Key '" + key + "' is already used", cause);
    }
}
