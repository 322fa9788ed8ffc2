package dev.outset.reconcile.verify;

import dev.outset.status.ObservedCapability;
import dev.outset.status.ObservedParameter;
import java.util.List;

/**
 * The verdicts on the settings that were read from a QEMU.
 *
 * @param parameters every parameter of the release
 * @param capabilities the requested capabilities, and others that are or were on
 */
public record VerificationResult(List<ObservedParameter> parameters, List<ObservedCapability> capabilities) {

    public VerificationResult {
        parameters = List.copyOf(parameters);
        capabilities = List.copyOf(capabilities);
    }

    /** Returns whether this boot has not been verified yet. */
    boolean isEmpty() {
        return parameters.isEmpty();
    }
}
