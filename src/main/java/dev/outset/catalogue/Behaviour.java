package dev.outset.catalogue;

import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one release does or prints differently from others, apart from parameters and capabilities: a row of {@code
 * catalogue/behaviour.json}.
 *
 * @param jsonErrors how its JSON parser words its errors
 * @param sizeHexSuffix whether a hexadecimal size may carry a suffix, which is only warned about (up to 7.2)
 * @param sizeLeadingPoint whether a size may start with its decimal point, as {@code .5k} (since 8.1)
 * @param machineUnsupported the text for an unknown machine type; {@code %s} stands for its name
 * @param machineHint the line that follows it
 * @param machineDeprecatedIsError whether a deprecated machine type is reported without {@code warning:} (up to 7.0)
 * @param statusHasSinglestep whether {@code query-status} shows {@code singlestep}
 * @param uriParsedAsAddress whether a migration URI is parsed into a {@code MigrationAddress} first (since 8.2)
 * @param fdToPlainFile what an incoming {@code fd:} that is neither socket nor pipe leads to
 * @param fileOpenError the text for an incoming {@code file:} that is not there; {@code %s} stands for its name
 * @param incomingStateChecked whether a second {@code migrate-incoming} is refused because of the state that the first
 *     one left, even when it failed (since 9.1)
 * @param migratePauseError the text for {@code migrate-pause} outside postcopy
 * @param nullCrashes parameters whose null ends in a failed assertion (before 8.2)
 * @param postcopyCapabilities the capabilities of which one is needed for {@code migrate-start-postcopy}
 * @param eventsCapability the capability that asks for events about the state of a migration
 * @param absenceCrash what makes {@code migrate-set-parameters} crash (11.0); null for nothing
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
        MigrationCapability eventsCapability,
        @Nullable AbsenceCrash absenceCrash) {

    /**
     * {@code migrate-set-parameters} crashes when a parameter is not among those given while a capability is on.
     *
     * @param capability the capability
     * @param parameter the parameter
     */
    public record AbsenceCrash(MigrationCapability capability, MigrationParameter parameter) {}

    public Behaviour {
        nullCrashes = List.copyOf(nullCrashes);
        postcopyCapabilities = List.copyOf(postcopyCapabilities);
    }

    /** How a JSON syntax error is worded. */
    public enum JsonErrors {
        /** Without a position. */
        TERSE,
        /** With line and column in front, and other details; since 11.1. */
        LOCATED
    }

    /** What happens to an incoming {@code fd:} that is neither socket nor pipe. */
    public enum FdToPlainFile {
        /** Nothing is said. */
        ACCEPTED,
        /** A warning is printed. */
        WARNED,
        /** It is an error. */
        REFUSED
    }
}
