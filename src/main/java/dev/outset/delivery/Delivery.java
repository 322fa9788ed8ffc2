package dev.outset.delivery;

import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;

/** The way of one wanted value into QEMU, and why this way. */
public sealed interface Delivery {

    /** The name of the parameter, capability or property, as the definition writes it. */
    String name();

    /** The channel's name: {@code early-config}, {@code global}, {@code qmp} or {@code none}. */
    default String channel() {
        return switch (this) {
            case EarlyConfigItem _ -> "early-config";
            case GlobalProperty _ -> "global";
            case QmpParameter _, QmpCapability _ -> "qmp";
            case Undeliverable _ -> "none";
        };
    }

    /** The JSON pointer of the wish in the spec, such as {@code /migration/early/multifd-channels}. */
    String pointer();

    /** Why this way was chosen, in a sentence. */
    String reason();

    /**
     * A member of {@code -incoming config:…}.
     *
     * @param parameter the parameter
     * @param value its value
     * @param pointer the wish
     * @param reason why this way
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
     * @param name what is wanted: a parameter, a capability, or the property itself
     * @param property the property's spelling
     * @param text the value as the option takes it
     * @param pointer the wish
     * @param reason why this way
     */
    record GlobalProperty(String name, String property, String text, String pointer, String reason)
            implements Delivery {}

    /**
     * {@code migrate-set-parameters}.
     *
     * @param parameter the parameter
     * @param value its value
     * @param timing when it arrives, against the step at which QEMU acts on it
     * @param pointer the wish
     * @param reason why this way
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
     * @param on the wanted state
     * @param timing when it arrives, against the step at which QEMU acts on it
     * @param pointer the wish
     * @param reason why this way
     */
    record QmpCapability(MigrationCapability capability, boolean on, Timing timing, String pointer, String reason)
            implements Delivery {
        @Override
        public String name() {
            return capability.name();
        }
    }

    /**
     * No way is early enough.
     *
     * @param name what is wanted
     * @param pointer the wish
     * @param reason why every way fails, and what would help
     */
    record Undeliverable(String name, String pointer, String reason) implements Delivery {}

    /** When a value that travels over QMP arrives, against the step at which QEMU acts on it. */
    enum Timing {
        /** Before {@code migrate-incoming}, which is before QEMU acts on it. */
        BEFORE_INCOMING("before-incoming"),
        /** Before {@code migrate} is issued on the source, which is before QEMU acts on it. */
        BEFORE_MIGRATE("before-migrate"),
        /** At any time: QEMU looks at it again and again, or only when a migration ends. */
        ANY_TIME("any-time"),
        /** After QEMU has acted on the old value. */
        TOO_LATE("too-late");

        private final String label;

        Timing(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }
}
