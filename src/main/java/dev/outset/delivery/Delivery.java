package dev.outset.delivery;

import dev.outset.binding.EnumLabels;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;

/** How a requested value is delivered to QEMU, and why. */
public sealed interface Delivery {

    /** The name of the parameter, capability or property, as the definition writes it. */
    String name();

    /** The name of the channel: {@code early-config}, {@code global}, {@code qmp} or {@code none}. */
    default String channel() {
        return switch (this) {
            case EarlyConfigItem _ -> "early-config";
            case GlobalProperty _ -> "global";
            case QmpParameter _, QmpCapability _ -> "qmp";
            case Undeliverable _ -> "none";
        };
    }

    /** The JSON pointer of the requested value in the spec, such as {@code /migration/early/multifd-channels}. */
    String pointer();

    /** The reason for this delivery, as a sentence. */
    String reason();

    /**
     * A member of {@code -incoming config:…}.
     *
     * @param parameter the parameter
     * @param value the value
     * @param pointer the JSON pointer of the requested value
     * @param reason the reason for this delivery
     */
    record EarlyConfigItem(MigrationParameter parameter, ParameterValue value, String pointer, String reason)
            implements Delivery {
        @Override
        public String name() {
            return parameter.name();
        }
    }

    /**
     * {@code -global migration.PROPERTY=TEXT}.
     *
     * @param name the requested parameter, capability or property
     * @param property the name of the property
     * @param text the value, in the syntax of the option
     * @param pointer the JSON pointer of the requested value
     * @param reason the reason for this delivery
     */
    record GlobalProperty(String name, String property, String text, String pointer, String reason)
            implements Delivery {}

    /**
     * {@code migrate-set-parameters}.
     *
     * @param parameter the parameter
     * @param value the value
     * @param timing when the value is set, relative to when QEMU acts on it
     * @param pointer the JSON pointer of the requested value
     * @param reason the reason for this delivery
     */
    record QmpParameter(
            MigrationParameter parameter, ParameterValue value, Timing timing, String pointer, String reason)
            implements Delivery {
        @Override
        public String name() {
            return parameter.name();
        }
    }

    /**
     * {@code migrate-set-capabilities}.
     *
     * @param capability the capability
     * @param on the requested state
     * @param timing when the value is set, relative to when QEMU acts on it
     * @param pointer the JSON pointer of the requested value
     * @param reason the reason for this delivery
     */
    record QmpCapability(MigrationCapability capability, boolean on, Timing timing, String pointer, String reason)
            implements Delivery {
        @Override
        public String name() {
            return capability.name();
        }
    }

    /**
     * The value cannot be set in time.
     *
     * @param name the requested parameter or capability
     * @param pointer the JSON pointer of the requested value
     * @param reason why the value cannot be set in time, and what to change
     */
    record Undeliverable(String name, String pointer, String reason) implements Delivery {}

    /** When a value is set over QMP, relative to when QEMU acts on it. */
    enum Timing {
        /** Before {@code migrate-incoming}, and so before QEMU acts on it. */
        BEFORE_INCOMING,
        /** Before {@code migrate} is issued on the source, and so before QEMU acts on it. */
        BEFORE_MIGRATE,
        /** At any time: QEMU reads it repeatedly, or only when a migration completes. */
        ANY_TIME,
        /** After QEMU has acted on the previous value. */
        TOO_LATE;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}
