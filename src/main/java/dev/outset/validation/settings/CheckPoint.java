package dev.outset.validation.settings;

import dev.outset.delivery.EffectiveValue;
import dev.outset.delivery.Listening;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.ParameterValue;
import dev.outset.rules.ConditionFacts;
import dev.outset.rules.ParameterArray;
import dev.outset.rules.Rulebook;
import dev.outset.rules.TransportNames;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.vm.machine.Machine;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The facts at the points in time at which QEMU checks all settings, derived from the delivery plan. */
final class CheckPoint {

    private final ValidationContext context;

    private final Rulebook rulebook;

    CheckPoint(ValidationContext context) {
        this.context = context;
        this.rulebook = Rulebook.of(context.catalogue());
    }

    /** The rules to evaluate. */
    Rulebook rulebook() {
        return rulebook;
    }

    /** The checks of capabilities, in order: when QEMU creates the migration object, and when they are set over QMP. */
    List<ConditionFacts> forCapabilities() {
        return context.plan().capabilitiesOverQmp().isEmpty()
                ? List.of(atObject(false))
                : List.of(atObject(false), overQmp());
    }

    /** The checks of parameters, in order: when QEMU creates the migration object, and when they are set over QMP. */
    List<ConditionFacts> forParameters() {
        return context.plan().parametersOverQmp().isEmpty()
                ? List.of(atObject(false))
                : List.of(atObject(false), afterDelivery());
    }

    /** The check of the transport, when QEMU starts listening. */
    ConditionFacts forTransport() {
        return isListeningBeforeQmp() ? atObject(true) : afterDelivery();
    }

    private ConditionFacts atObject(boolean withTransport) {
        ParameterArray values = values(EffectiveValue::atObject);
        return new ConditionFacts(capabilitiesAtObject(), 0, 0, values, values, incoming(false, withTransport));
    }

    private ConditionFacts overQmp() {
        ParameterArray values = values(EffectiveValue::atObject);
        long before = capabilitiesAtObject();
        boolean listening = isListeningBeforeQmp();
        return new ConditionFacts(finalCapabilities(), before, before, values, values, incoming(listening, listening));
    }

    /** The state after all settings are delivered. */
    ConditionFacts afterDelivery() {
        ParameterArray values = values(EffectiveValue::value);
        long capabilities = finalCapabilities();
        return new ConditionFacts(
                capabilities, capabilities, capabilities, values, values, incoming(isListeningBeforeQmp(), true));
    }

    private boolean isListeningBeforeQmp() {
        return context.plan().listening() instanceof Listening.FromCommandLine;
    }

    private long capabilitiesAtObject() {
        return rulebook.capabilities().bits(context.plan().capabilitiesAtObjectCreation());
    }

    private long finalCapabilities() {
        Map<MigrationCapability, Boolean> capabilities = context.plan().capabilitiesAtObjectCreation();
        capabilities.putAll(context.plan().capabilitiesOverQmp());
        return rulebook.capabilities().bits(capabilities);
    }

    private ParameterArray values(Function<EffectiveValue, @Nullable ParameterValue> moment) {
        return rulebook.parameters().values(parameter -> {
            EffectiveValue value = context.plan().effective().get(parameter);
            return value == null ? null : moment.apply(value);
        });
    }

    private ConditionFacts.IncomingFacts incoming(boolean started, boolean withTransport) {
        Machine machine = context.spec().machine();
        Machine.Accelerator accelerator = machine.accelerators().getFirst();
        boolean dirtyRing = accelerator == Machine.Accelerator.KVM && machine.dirtyRingSize() != null;
        return ConditionFacts.IncomingFacts.predicted(
                context.migration().incoming() != null,
                started,
                withTransport ? TransportNames.of(context.migration().incoming()) : null,
                ConditionFacts.IncomingFacts.accelerator(accelerator.toString(), dirtyRing));
    }
}
