package dev.outset.delivery;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.ReadMoment;
import org.jspecify.annotations.Nullable;

/** Chooses the way of one wished parameter. */
final class ParameterDelivery {

    private final DeliveryContext situation;

    ParameterDelivery(DeliveryContext situation) {
        this.situation = situation;
    }

    /** The way of a parameter that has to be in force when the migration object is created. */
    Delivery early(MigrationParameter parameter, ParameterValue value) {
        String pointer = pointer("early", parameter);
        ParameterSpec spec = situation.catalogue().parameter(parameter).orElse(null);
        if (spec == null) {
            return unknown(parameter, pointer);
        }
        if (situation.config()) {
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
                    "A -global property is applied when the migration object is created; " + situation.withoutConfig()
                            + ".");
        }
        String obstacle = obstacleOfQmp(spec);
        return obstacle == null
                ? new Delivery.QmpParameter(
                        parameter,
                        value,
                        situation.incoming() == null ? Delivery.Timing.BEFORE_MIGRATE : Delivery.Timing.BEFORE_INCOMING,
                        pointer,
                        "There is no -global property for it and " + situation.withoutConfig()
                                + "; QEMU does not read it before the incoming side is set up, so QMP is early enough.")
                : new Delivery.Undeliverable(
                        parameter.name(),
                        pointer,
                        "There is no -global property for it, " + situation.withoutConfig() + ", and " + obstacle);
    }

    /**
     * The way of a parameter that may change while the VM runs.
     *
     * @param parameter which
     * @param value its value
     * @param listening what makes the incoming migration listen
     */
    Delivery live(MigrationParameter parameter, ParameterValue value, Listening listening) {
        String pointer = pointer("live", parameter);
        ParameterSpec spec = situation.catalogue().parameter(parameter).orElse(null);
        if (spec == null) {
            return unknown(parameter, pointer);
        }
        if (spec.setIgnored()) {
            return new Delivery.Undeliverable(
                    parameter.name(),
                    pointer,
                    "QEMU " + situation.catalogue().version()
                            + " reports success for it over QMP and keeps the old value; "
                            + "ask for it under early, where it travels as a -global property.");
        }
        Delivery.Timing timing = situation.timing(spec.readAt(), listening instanceof Listening.FromCommandLine);
        return new Delivery.QmpParameter(parameter, value, timing, pointer, reason(spec, timing));
    }

    private String reason(ParameterSpec spec, Delivery.Timing timing) {
        if (timing == Delivery.Timing.TOO_LATE) {
            return situation.moment(spec.readAt()) == ReadMoment.BOOT
                    ? "Live parameters travel over QMP, and QEMU acts on this one while it starts. "
                            + "Ask for it under early to have it in time."
                    : "Live parameters travel over QMP, QEMU acts on this one when it begins to listen, and "
                            + situation.listening() + " before its monitor answers. "
                            + "Ask for it under early, or listen with defer, to have it in time.";
        }
        return situation.monitorBlocked()
                ? "Live parameters travel over QMP; here the monitor opens only after the source has sent its CPR state."
                : "Live parameters travel over QMP and may change while the VM runs.";
    }

    private @Nullable String obstacleOfQmp(ParameterSpec spec) {
        if (spec.setIgnored()) {
            return "QEMU reports success for it over QMP and keeps the old value. Leave it out.";
        }
        if (situation.moment(spec.readAt()) == ReadMoment.BOOT) {
            return "QEMU reads it while it starts, before QMP answers. Use a release that has -incoming config:.";
        }
        if (situation.monitorBlocked()) {
            return "the cpr channel keeps the monitor closed until the source migrates. "
                    + "Use a QEMU with -incoming config:, or ask for it under live.";
        }
        return null;
    }

    private Delivery unknown(MigrationParameter parameter, String pointer) {
        return new Delivery.Undeliverable(
                parameter.name(), pointer, "QEMU " + situation.catalogue().version() + " has no such parameter.");
    }

    private static String pointer(String where, MigrationParameter parameter) {
        return Pointers.below("/migration/" + where, parameter.name());
    }
}
