package dev.outset.catalogue.rule;

import dev.outset.parameters.MigrationParameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What experience knows about parameters of a release beyond QEMU's own checks.
 *
 * @param readers under which conditions anything reads a parameter
 * @param leftAtDefault parameters whose default is seldom what somebody wants
 * @param units numbers that look like another unit
 * @param requirements what a value needs of the rest of the definition
 */
public record ParameterAdvice(
        List<Reader> readers, List<LeftAtDefault> leftAtDefault, List<Unit> units, List<Requirement> requirements) {

    /**
     * Somebody reads a parameter only under conditions.
     *
     * @param parameter which
     * @param when the conditions; all of them have to hold
     * @param words the conditions in words
     */
    public record Reader(MigrationParameter parameter, List<RuleCondition> when, String words) {
        public Reader {
            when = List.copyOf(when);
        }
    }

    /**
     * A default that is seldom wanted.
     *
     * @param parameter which
     * @param message what it means
     * @param action what to do
     */
    public record LeftAtDefault(MigrationParameter parameter, String message, String action) {}

    /**
     * A number that looks like another unit.
     *
     * @param parameter which
     * @param below numbers from 1 to below this look wrong
     * @param factor how many of QEMU's unit the meant unit is
     * @param written QEMU's unit
     * @param meant the unit that somebody may have meant
     */
    public record Unit(MigrationParameter parameter, long below, long factor, String written, String meant) {}

    /**
     * What a value needs of the rest of the definition.
     *
     * @param parameter which
     * @param value the value
     * @param needs what it needs
     * @param message why
     * @param action what to do
     * @param qemu QEMU's text where it has one
     */
    public record Requirement(
            MigrationParameter parameter,
            String value,
            Need needs,
            String message,
            String action,
            @Nullable String qemu) {}

    /** What a value can need of the rest of a definition. */
    public enum Need {
        /** Guest memory that other processes can map. */
        SHARED_MEMORY,
        /** QEMU's own memory of devices in the same form. */
        AUX_RAM_SHARE,
        /** A cpr channel, on a destination. */
        CPR_CHANNEL,
        /** A sandbox that lets QEMU start a program. */
        PROGRAM_START
    }

    public ParameterAdvice {
        readers = List.copyOf(readers);
        leftAtDefault = List.copyOf(leftAtDefault);
        units = List.copyOf(units);
        requirements = List.copyOf(requirements);
    }
}
