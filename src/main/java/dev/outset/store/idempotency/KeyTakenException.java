package dev.outset.store.idempotency;

/** Somebody else has used an Idempotency-Key in the meantime. */
public final class KeyTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** For a key. */
    public KeyTakenException(String key) {
        super("The Idempotency-Key '" + key + "' is taken");
    }
}
