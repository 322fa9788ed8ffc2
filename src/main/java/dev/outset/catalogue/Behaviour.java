package dev.outset.catalogue;

import dev.outset.binding.EnumLabels;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Differences in behaviour and output between QEMU releases, apart from parameters and capabilities: a row of {@code
 * catalogue/behaviour.json}.
 *
 * @param jsonErrors the style of JSON parser errors
 * @param sizeHexSuffix whether a hexadecimal size with a suffix is accepted with a warning (up to 7.2)
 * @param sizeLeadingPoint whether a size may start with a decimal point, such as {@code .5k} (since 8.1)
 * @param machineUnsupported the error for an unknown machine type; {@code %s} is replaced by its name
 * @param machineHint the hint line printed after {@code machineUnsupported}
 * @param machineDeprecatedIsError whether a deprecated machine type is reported without {@code warning:} (up to 7.0)
 * @param statusHasSinglestep whether {@code query-status} returns {@code singlestep}
 * @param uriParsedAsAddress whether a migration URI is parsed into a {@code MigrationAddress} first (since 8.2)
 * @param fdToPlainFile how QEMU handles an incoming {@code fd:} that is neither a socket nor a pipe
 * @param fileOpenError the error for an incoming {@code file:} that does not exist; {@code %s} is replaced by its name
 * @param incomingStateChecked whether QEMU refuses a second {@code migrate-incoming} because of the migration state
 *     left by the first one, even if that one failed (since 9.1)
 * @param migratePauseError the error for {@code migrate-pause} outside postcopy
 * @param nullCrashes parameters for which a null value triggers an assertion failure (before 8.2)
 * @param postcopyCapabilities the capabilities of which {@code migrate-start-postcopy} requires at least one
 * @param pauseCapability the capability that pauses a migration before the guest is handed over
 * @param dirtySyncMillis the interval in milliseconds after which {@code auto-converge} synchronizes the dirty bitmap
 *     within an iteration (since 9.2); 0 for never
 * @param absenceCrash the omission that crashes {@code migrate-set-parameters} (11.0); null if there is none
 */
public record Behaviour(
        JsonErrors jsonErrors,
        boolean sizeHexSuffix,
        boolean sizeLeadingPoint,
        String machineUnsupported,
        String machineHint,
        boolean machineDeprecatedIsError,
        boolean statusHasSinglestep,
        boolean uriParsedAsAddress,
        FdToPlainFile fdToPlainFile,
        String fileOpenError,
        boolean incomingStateChecked,
        String migratePauseError,
        List<MigrationParameter> nullCrashes,
        List<MigrationCapability> postcopyCapabilities,
        MigrationCapability pauseCapability,
        long dirtySyncMillis,
        @Nullable AbsenceCrash absenceCrash) {

    /**
     * {@code migrate-set-parameters} crashes if a parameter is omitted while a capability is on.
     *
     * @param capability the capability that must be on
     * @param parameter the omitted parameter
     */
    public record AbsenceCrash(MigrationCapability capability, MigrationParameter parameter) {}

    public Behaviour {
        nullCrashes = List.copyOf(nullCrashes);
        postcopyCapabilities = List.copyOf(postcopyCapabilities);
    }

    /** The style of JSON syntax errors. */
    public enum JsonErrors {
        /** Without a position. */
        TERSE,
        /** Prefixed with line and column, with different details; since 11.1. */
        LOCATED;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    /** How QEMU handles an incoming {@code fd:} that is neither a socket nor a pipe. */
    public enum FdToPlainFile {
        /** Accepted silently. */
        ACCEPTED,
        /** Accepted with a warning. */
        WARNED,
        /** Refused with an error. */
        REFUSED;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }
}
