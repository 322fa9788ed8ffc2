package dev.outset.catalogue;

import dev.outset.binding.Default;
import dev.outset.qemu.BootStep;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one release parses {@code -incoming} and {@code migrate-incoming}, and the errors it reports.
 *
 * @param forms the forms of {@code -incoming} that this build accepts, without the proposed {@code config:}
 * @param supportsConfig whether the proposed {@code -incoming config:} applies to this release (11.0 and newer)
 * @param parsedAt when the option is parsed: immediately since 10.0, after all devices exist in older releases
 * @param loadvmConflict the error if {@code -loadvm} is also given; null if the release accepts both
 * @param preconfigConflict the error if {@code --preconfig} is combined with anything other than {@code defer}
 * @param rdmaNotBuilt the error for {@code rdma:} in a build without RDMA; {@code <value>} is replaced by the argument
 * @param cprAddressTypes the socket types allowed for a cpr channel; empty if cpr channels are not supported
 * @param cprWrongAddress the error for any other socket type; null if cpr channels are not supported
 * @param cprExecState whether {@code QEMU_CPR_EXEC_STATE} is evaluated
 * @param loneCprChannel how {@code migrate-incoming} handles a channel list with only a cpr entry: {@code
 *     used-as-main} or {@code crash}; null if cpr channels are not supported
 * @param migrateIncoming the arguments of {@code migrate-incoming}
 * @param migrate the arguments of {@code migrate}
 * @param alreadyStarted the error if an incoming migration has already been started
 * @param notIncoming the error if QEMU was started without {@code -incoming}
 * @param uriAndChannels the error if both are given; null if channels are not supported
 * @param neitherUriNorChannels the error if neither is given
 * @param tooManyChannels the error for a channel list that is too long; null if channels are not supported
 */
public record IncomingSupport(
        List<Form> forms,
        boolean supportsConfig,
        BootStep parsedAt,
        @Nullable String loadvmConflict,
        String preconfigConflict,
        String rdmaNotBuilt,
        Set<String> cprAddressTypes,
        @Nullable String cprWrongAddress,
        boolean cprExecState,
        @Nullable String loneCprChannel,
        List<Argument> migrateIncoming,
        List<Argument> migrate,
        String alreadyStarted,
        String notIncoming,
        @Nullable String uriAndChannels,
        String neitherUriNorChannels,
        @Nullable String tooManyChannels) {

    /**
     * A form of {@code -incoming}.
     *
     * @param name {@code defer}, a URI scheme, {@code channel}, {@code cpr-channel} or
     *     {@code config}
     * @param since the release that introduced it
     * @param syntax the syntax of the argument
     */
    public record Form(String name, String since, String syntax) {}

    /**
     * An argument of a QMP command.
     *
     * @param name the name of the argument
     * @param optional whether it may be omitted
     * @param type the QAPI type
     * @param deprecated whether the release deprecates it
     */
    public record Argument(
            String name,
            @Default("false") boolean optional,
            String type,
            @Default("false") boolean deprecated) {}

    public IncomingSupport {
        forms = List.copyOf(forms);
        cprAddressTypes = Set.copyOf(cprAddressTypes);
        migrateIncoming = List.copyOf(migrateIncoming);
        migrate = List.copyOf(migrate);
    }

    /** Finds a form by name, if this release accepts it. */
    public Optional<Form> form(String name) {
        return forms.stream().filter(form -> form.name().equals(name)).findFirst();
    }

    /** Whether this release accepts a form. */
    public boolean accepts(String name) {
        return form(name).isPresent();
    }
}
