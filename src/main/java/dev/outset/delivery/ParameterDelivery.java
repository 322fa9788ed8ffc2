package dev.outset.delivery;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.ReadMoment;
import dev.outset.violation.JsonPointer;
import org.jspecify.annotations.Nullable;

/** Selects the delivery of a requested parameter. */
final class ParameterDelivery {

    private final DeliveryContext context;

    ParameterDelivery(DeliveryContext context) {
        this.context = context;
    }

    /** Selects the delivery of a parameter that must be in effect when the migration object is created. */
    Delivery early(MigrationParameter parameter, ParameterValue value) {
        String pointer = pointer("early", parameter);
        ParameterSpec spec = context.catalogue().parameter(parameter).orElse(null);
        if (spec == null) {
            return unknown(parameter, pointer);
        }
        if (context.config()) {
            return new Delivery.EarlyConfigItem(
                    parameter,
                    value,
                    pointer,
                    "QEMU applies -incoming config: when it creates the migration object, before any monitor command.");
        }
        if (spec.property() != null) {
            return new Delivery.GlobalProperty(
                    parameter.name(),
                    spec.property(),
                    value.toString(),
                    pointer,
                    "A -global property is applied when the migration object is created; " + context.whyNoConfig()
                            + ".");
        }
        String obstacle = whyNotQmp(spec);
        return obstacle == null
                ? new Delivery.QmpParameter(
                        parameter,
                        value,
                        context.incoming() == null ? Delivery.Timing.BEFORE_MIGRATE : Delivery.Timing.BEFORE_INCOMING,
                        pointer,
                        "There is no -global property for it and " + context.whyNoConfig()
                                + "; QEMU does not read it before the incoming side is set up, so QMP is early enough.")
                : new Delivery.Undeliverable(
                        parameter.name(),
                        pointer,
                        "There is no -global property for it, " + context.whyNoConfig() + ", and " + obstacle);
    }

    /**
     * Selects the delivery of a parameter that may change while the VM runs.
     *
     * @param parameter the parameter
     * @param value the value
     * @param listening how the incoming migration starts to listen
     */
    Delivery live(MigrationParameter parameter, ParameterValue value, Listening listening) {
        String pointer = pointer("live", parameter);
        ParameterSpec spec = context.catalogue().parameter(parameter).orElse(null);
        if (spec == null) {
            return unknown(parameter, pointer);
        }
        if (spec.setIgnored()) {
            return new Delivery.Undeliverable(
                    parameter.name(),
                    pointer,
                    "QEMU " + context.catalogue().version()
                            + " reports success for it over QMP and keeps the old value; "
                            + "set it under early to deliver it as a -global property.");
        }
        Delivery.Timing timing = context.timing(spec.readAt(), listening instanceof Listening.FromCommandLine);
        return new Delivery.QmpParameter(parameter, value, timing, pointer, reason(spec, timing));
    }

    private String reason(ParameterSpec spec, Delivery.Timing timing) {
        if (timing == Delivery.Timing.TOO_LATE) {
            return context.moment(spec.readAt()) == ReadMoment.BOOT
                    ? "Live parameters are set over QMP, and QEMU acts on this one while it starts. "
                            + "Set it under early to apply it in time."
                    : "Live parameters are set over QMP, QEMU acts on this one when it starts to listen, and "
                            + context.describeListening() + " before its monitor is available. "
                            + "Set it under early, or listen with defer, to apply it in time.";
        }
        return context.monitorBlocked()
                ? "Live parameters are set over QMP; this monitor opens only after the source has sent its CPR state."
                : "Live parameters are set over QMP and may change while the VM runs.";
    }

    private @Nullable String whyNotQmp(ParameterSpec spec) {
        if (spec.setIgnored()) {
            return "QEMU reports success for it over QMP but keeps the old value. Remove it.";
        }
        if (context.moment(spec.readAt()) == ReadMoment.BOOT) {
            return "QEMU reads it while it starts, before QMP is available. " + context.useConfigOr("remove it");
        }
        if (context.monitorBlocked()) {
            return "the cpr channel keeps the monitor closed until the source migrates. "
                    + context.useConfigOr("set it under live");
        }
        return null;
    }

    private Delivery unknown(MigrationParameter parameter, String pointer) {
        return new Delivery.Undeliverable(
                parameter.name(), pointer, "QEMU " + context.catalogue().version() + " has no such parameter.");
    }

    private static String pointer(String where, MigrationParameter parameter) {
        return JsonPointer.child("/migration/" + where, parameter.name());
    }
}
