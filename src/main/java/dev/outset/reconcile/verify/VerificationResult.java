package dev.outset.reconcile.verify;

import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.status.ObservedCapability;
import dev.outset.status.ObservedParameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    public boolean isEmpty() {
        return parameters.isEmpty();
    }

    /** Returns the verdict on a parameter; null if there is none. */
    public @Nullable ObservedParameter parameter(MigrationParameter parameter) {
        return parameters.stream()
                .filter(each -> each.parameter().equals(parameter))
                .findFirst()
                .orElse(null);
    }

    /** Returns the verdict on a capability; null if there is none. */
    public @Nullable ObservedCapability capability(MigrationCapability capability) {
        return capabilities.stream()
                .filter(each -> each.capability().equals(capability))
                .findFirst()
                .orElse(null);
    }
}
