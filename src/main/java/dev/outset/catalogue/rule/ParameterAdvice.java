package dev.outset.catalogue.rule;

import dev.outset.binding.EnumLabels;
import dev.outset.parameters.MigrationParameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Advice on the parameters of a release, beyond the checks in QEMU.
 *
 * @param readers the conditions under which QEMU reads a parameter
 * @param leftAtDefault parameters whose default is rarely suitable
 * @param units numbers that appear to be in a different unit
 * @param requirements what a value requires from the rest of the definition
 */
public record ParameterAdvice(
        List<Reader> readers, List<LeftAtDefault> leftAtDefault, List<Unit> units, List<Requirement> requirements) {

    /**
     * The conditions under which QEMU reads a parameter.
     *
     * @param parameter the parameter
     * @param when the conditions; all of them must hold
     * @param words the conditions as text
     */
    public record Reader(MigrationParameter parameter, List<RuleCondition> when, String words) {
        public Reader {
            when = List.copyOf(when);
        }
    }

    /**
     * A parameter whose default is rarely suitable.
     *
     * @param parameter the parameter
     * @param message the effect of the default
     * @param action the recommended action
     */
    public record LeftAtDefault(MigrationParameter parameter, String message, String action) {}

    /**
     * A number that appears to be in a different unit.
     *
     * @param parameter the parameter
     * @param below numbers from 1 to below this limit are suspicious
     * @param factor the number of QEMU units per intended unit
     * @param written QEMU's unit
     * @param meant the unit that the user probably intended
     */
    public record Unit(MigrationParameter parameter, long below, long factor, String written, String meant) {}

    /**
     * A requirement of a value on the rest of the definition.
     *
     * @param parameter the parameter
     * @param value the value
     * @param needs the requirement
     * @param message the reason
     * @param action the recommended action
     * @param qemu the QEMU error; null if there is none
     */
    public record Requirement(
            MigrationParameter parameter,
            String value,
            Need needs,
            String message,
            String action,
            @Nullable String qemu) {}

    /** The kinds of requirements of a value. */
    public enum Need {
        /** Guest memory that other processes can map. */
        SHARED_MEMORY,
        /** Shareable auxiliary memory, such as video RAM and ROMs. */
        AUX_RAM_SHARE,
        /** A cpr channel on the destination. */
        CPR_CHANNEL,
        /** A sandbox that allows QEMU to start a program. */
        PROGRAM_START;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    public ParameterAdvice {
        readers = List.copyOf(readers);
        leftAtDefault = List.copyOf(leftAtDefault);
        units = List.copyOf(units);
        requirements = List.copyOf(requirements);
    }
}
