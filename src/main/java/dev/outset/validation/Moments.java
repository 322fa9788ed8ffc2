package dev.outset.validation;

import dev.outset.delivery.EffectiveValue;
import dev.outset.delivery.Listening;
import dev.outset.migration.MigrationCapability;
import dev.outset.migration.MigrationParameter;
import dev.outset.migration.ParameterValue;
import dev.outset.vm.Machine;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The moments at which QEMU checks the whole, as the delivery plan leads to them. */
final class Moments {

    private final Subject subject;

    Moments(Subject subject) {
        this.subject = subject;
    }

    /** The moments at which capabilities are checked, in order: at the object, and when they are set over QMP. */
    List<Facts> ofCapabilities() {
        return subject.plan().capabilitiesOverQmp().isEmpty() ? List.of(atObject()) : List.of(atObject(), overQmp());
    }

    /** The moments at which parameters are checked, in order: at the object, and when they are set over QMP. */
    List<Facts> ofParameters() {
        return subject.plan().parametersOverQmp().isEmpty() ? List.of(atObject()) : List.of(atObject(), inTheEnd());
    }

    /** When the transport is chosen. */
    Facts whenListening() {
        return subject.plan().listening() instanceof Listening.FromCommandLine ? atObject(true) : inTheEnd();
    }

    private Facts atObject() {
        return atObject(false);
    }

    private Facts atObject(boolean withTransport) {
        Map<MigrationCapability, Boolean> capabilities = subject.capabilitiesAtObject();
        return facts(capabilities, Map.of(), this::atObjectValue, this::atObjectValue, false, withTransport);
    }

    private Facts overQmp() {
        return facts(
                subject.capabilitiesInTheEnd(),
                subject.capabilitiesAtObject(),
                this::atObjectValue,
                this::atObjectValue,
                isListeningBeforeQmp(),
                isListeningBeforeQmp());
    }

    /** When everything is delivered. */
    Facts inTheEnd() {
        Map<MigrationCapability, Boolean> capabilities = subject.capabilitiesInTheEnd();
        return facts(capabilities, capabilities, this::value, this::value, isListeningBeforeQmp(), true);
    }

    private boolean isListeningBeforeQmp() {
        return subject.plan().listening() instanceof Listening.FromCommandLine;
    }

    private @Nullable ParameterValue atObjectValue(MigrationParameter parameter) {
        EffectiveValue value = subject.plan().effective().get(parameter);
        return value == null ? null : value.atObject();
    }

    private @Nullable ParameterValue value(MigrationParameter parameter) {
        EffectiveValue value = subject.plan().effective().get(parameter);
        return value == null ? null : value.value();
    }

    private Facts facts(
            Map<MigrationCapability, Boolean> candidate,
            Map<MigrationCapability, Boolean> stored,
            Function<MigrationParameter, @Nullable ParameterValue> candidateParameters,
            Function<MigrationParameter, @Nullable ParameterValue> storedParameters,
            boolean incomingStarted,
            boolean withTransport) {
        return new Facts(
                candidate,
                stored,
                candidateParameters,
                storedParameters,
                subject.migration().incoming() != null,
                incomingStarted,
                withTransport ? Transports.of(subject.migration().incoming()) : null,
                subject.catalogue().build(),
                hasDirtyRing());
    }

    private boolean hasDirtyRing() {
        Machine machine = subject.spec().machine();
        return machine.accelerators().getFirst() == Machine.Accelerator.KVM && machine.dirtyRingSize() != null;
    }
}
