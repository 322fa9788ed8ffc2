package dev.outset.reconcile.verify;

import dev.outset.status.ObservedCapability;
import dev.outset.status.ObservedParameter;
import java.util.List;

/**
 * What was read back from one QEMU, judged.
 *
 * @param parameters every parameter of the release
 * @param capabilities the capabilities that the definition asks for, and others that are or were on
 */
public record VerificationResult(List<ObservedParameter> parameters, List<ObservedCapability> capabilities) {

    public VerificationResult {
        parameters = List.copyOf(parameters);
        capabilities = List.copyOf(capabilities);
    }

    /** Whether nothing has been judged in this boot. */
    boolean isEmpty() {
        return parameters.isEmpty();
    }
}
