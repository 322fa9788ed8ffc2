package dev.outset.probe;

import org.jspecify.annotations.Nullable;

/** A binary does not behave like QEMU. */
final class ProbeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ProbeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
