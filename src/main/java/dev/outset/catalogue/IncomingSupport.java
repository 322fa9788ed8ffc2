package dev.outset.catalogue;

import dev.outset.qemu.BootStep;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one release reads {@code -incoming} and {@code migrate-incoming}, and what it answers.
 *
 * @param forms the forms the option takes in this build, the proposed {@code config:} left out
 * @param configBasis whether the proposal of {@code -incoming config:} fits this release (11.0 and newer)
 * @param parsedAt when the option's text is parsed: at once since 10.0, after all devices exist before
 * @param loadvmConflict the text when {@code -loadvm} is given too; null where the release does not mind
 * @param preconfigConflict the text when {@code --preconfig} is given with anything but {@code defer}
 * @param rdmaNotBuilt the text for {@code rdma:} in a build without RDMA; {@code <value>} stands for the argument
 * @param cprAddressTypes the socket types a cpr channel may have; empty where there is no cpr channel
 * @param cprWrongAddress the text for another socket type; null where there is no cpr channel
 * @param cprExecState whether {@code QEMU_CPR_EXEC_STATE} is looked at
 * @param loneCprChannel what {@code migrate-incoming} does with a channel list that has only a cpr entry:
 *     {@code used-as-main} or {@code crash}; null where there is no cpr channel
 * @param migrateIncoming the arguments of {@code migrate-incoming}
 * @param migrate the arguments of {@code migrate}
 * @param alreadyStarted the text when an incoming migration has been started before
 * @param notIncoming the text when QEMU was started without {@code -incoming}
 * @param uriAndChannels the text when both are given; null where there are no channels
 * @param neitherUriNorChannels the text when neither is given
 * @param tooManyChannels the text for a channel list that is too long; null where there are no channels
 */
public record IncomingSupport(
        List<Form> forms,
        boolean configBasis,
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
     * @param name {@code defer}, the word before the colon of a URI, {@code channel}, {@code cpr-channel} or
     *     {@code config}
     * @param since the release that brought it
     * @param syntax how it is written
     */
    public record Form(String name, String since, String syntax) {}

    /**
     * An argument of a QMP command.
     *
     * @param name its name
     * @param optional whether it may be left out
     * @param type its QAPI type
     * @param deprecated whether the release discourages it
     */
    public record Argument(String name, boolean optional, String type, boolean deprecated) {}

    public IncomingSupport {
        forms = List.copyOf(forms);
        cprAddressTypes = Set.copyOf(cprAddressTypes);
        migrateIncoming = List.copyOf(migrateIncoming);
        migrate = List.copyOf(migrate);
    }

    /** The form of a name, if this release takes it. */
    public Optional<Form> form(String name) {
        return forms.stream().filter(form -> form.name().equals(name)).findFirst();
    }

    /** Whether this release takes a form. */
    public boolean accepts(String name) {
        return form(name).isPresent();
    }
}
