package dev.outset.validation.settings;

import dev.outset.catalogue.IncomingSupport;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationAddress;
import dev.outset.qemu.QemuVersion;
import dev.outset.rules.TransportNames;
import dev.outset.validation.rule.HostSyntax;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules for how a destination can listen in its release. */
final class IncomingRules {

    private static final String POINTER = "/migration/incoming";

    private IncomingRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("incoming-config", IncomingRules::config),
                new Rule("incoming-form", IncomingRules::form),
                new Rule("incoming-address", IncomingRules::addresses));
    }

    private static void config(ValidationContext context, ViolationCollector findings) {
        if (context.spec().qemu().incomingConfig()
                && !context.catalogue().incoming().supportsConfig()) {
            findings.error(
                    "/qemu/incomingConfig",
                    "The proposed -incoming config: is not available for QEMU "
                            + context.catalogue().version() + "; it requires 11.0 or newer",
                    "Remove it, or choose QEMU 11.0 or newer",
                    "unknown migration protocol: config:…");
        }
    }

    private static void form(ValidationContext context, ViolationCollector findings) {
        switch (context.migration().incoming()) {
            case null -> {}
            case Incoming.Deferred() -> require(context, "defer", "The form 'defer'", POINTER, null, findings);
            case Incoming.Uri(String uri) -> uri(context, uri, findings);
            case Incoming.Channels(List<IncomingChannel> channels) -> channels(context, channels, findings);
        }
    }

    private static void uri(ValidationContext context, String uri, ViolationCollector findings) {
        String pointer = POINTER + "/listen";
        String form = TransportNames.scheme(uri);
        if (form.equals("config")) {
            findings.error(pointer, "Early parameters are not an address to listen on", "Move them to migration.early");
            return;
        }
        if (!UriSyntax.isTransport(form) || form.equals(uri)) {
            findings.error(
                    pointer,
                    "'" + ViolationCollector.abbreviated(uri) + "' is not an address to listen on",
                    "Use defer, or a URI: tcp:host:port, unix:path, vsock:cid:port, fd:name, exec:command, "
                            + "rdma:host:port or file:path",
                    "unknown migration protocol: " + uri);
            return;
        }
        if (require(context, form, "The form '" + form + ":'", pointer, uri, findings)) {
            UriSyntax.check(uri)
                    .ifPresent(malformed -> findings.error(pointer, malformed.message(), malformed.action()));
        }
    }

    private static boolean require(
            ValidationContext context,
            String form,
            String what,
            String pointer,
            @Nullable String uri,
            ViolationCollector findings) {
        if (context.catalogue().incoming().accepts(form)) {
            return true;
        }
        // If only an older release has it, the recorded build of this release lacks it.
        Optional<QemuVersion> added =
                context.addedIn(catalogue -> catalogue.incoming().accepts(form));
        String release = context.catalogue().version().toString();
        findings.error(
                pointer,
                added.map(later -> what + " is not in " + release + "; added in " + later)
                        .orElseGet(() -> what + " is not in the recorded build of QEMU " + release),
                "Use another address to listen on"
                        + added.map(later -> ", or choose QEMU " + later + " or newer")
                                .orElse(""),
                uri == null ? null : unknownProtocol(context, form, uri));
        return false;
    }

    private static String unknownProtocol(ValidationContext context, String form, String uri) {
        return form.equals("rdma")
                ? context.catalogue().incoming().rdmaNotBuilt().replace("<value>", uri)
                : "unknown migration protocol: " + uri;
    }

    private static void channels(
            ValidationContext context, List<IncomingChannel> channels, ViolationCollector findings) {
        String pointer = POINTER + "/channels";
        if (channels.isEmpty()) {
            findings.error(pointer, "channels must not be empty", "Add a channel of type main");
        }
        Set<IncomingChannel.Type> seen = EnumSet.noneOf(IncomingChannel.Type.class);
        for (int i = 0; i < channels.size(); i++) {
            IncomingChannel channel = channels.get(i);
            if (!seen.add(channel.type())) {
                findings.error(
                        pointer + "/" + i,
                        "There is more than one channel of type " + channel.type(),
                        "Use one channel of each type",
                        "Only one -incoming " + channel.type() + " channel is possible");
            }
            String form = channel.type() == IncomingChannel.Type.CPR ? "cpr-channel" : "channel";
            boolean known = require(
                    context, form, "A channel of type " + channel.type(), pointer + "/" + i + "/type", null, findings);
            if (known && channel.type() == IncomingChannel.Type.CPR) {
                cpr(context, channel.address(), pointer + "/" + i + "/address", findings);
            }
            if (known && channel.address() instanceof MigrationAddress.Rdma) {
                require(context, "rdma", "The transport rdma", pointer + "/" + i + "/address", null, findings);
            }
        }
    }

    private static void cpr(
            ValidationContext context, MigrationAddress address, String pointer, ViolationCollector findings) {
        IncomingSupport support = context.catalogue().incoming();
        boolean allowed = address instanceof MigrationAddress.Socket socket
                && support.cprAddressTypes().contains(socket.type());
        if (!allowed) {
            findings.error(
                    pointer,
                    "A cpr channel of QEMU " + context.catalogue().version() + " cannot be a "
                            + TransportNames.of(address) + " address",
                    "Use a socket of type "
                            + String.join(
                                    " or ",
                                    support.cprAddressTypes().stream().sorted().toList()),
                    support.cprWrongAddress());
        }
    }

    private static void addresses(ValidationContext context, ViolationCollector findings) {
        if (context.migration().incoming() instanceof Incoming.Channels(List<IncomingChannel> channels)) {
            for (int i = 0; i < channels.size(); i++) {
                address(channels.get(i).address(), POINTER + "/channels/" + i + "/address", findings);
            }
        }
    }

    private static void address(MigrationAddress address, String pointer, ViolationCollector findings) {
        switch (address) {
            case MigrationAddress.Exec(List<String> args)
            when args.isEmpty() ->
                findings.error(
                        pointer + "/args",
                        "The command is empty, which crashes QEMU 8.2 and newer",
                        "Set the program and its arguments");
            case MigrationAddress.Unix(String path)
            when path.isEmpty() || path.length() > 107 ->
                findings.error(
                        pointer + "/path", "A socket path must have 1 to 107 characters", "Choose a shorter path");
            case MigrationAddress.Inet inet
            when inet.port().isEmpty() -> findings.error(pointer + "/port", "The port is empty", "Set a port number");
            case MigrationAddress.Inet inet -> HostSyntax.check(inet.host(), pointer + "/host", findings);
            case MigrationAddress.Rdma rdma
            when rdma.port().isEmpty() -> findings.error(pointer + "/port", "The port is empty", "Set a port number");
            case MigrationAddress.Rdma rdma -> HostSyntax.check(rdma.host(), pointer + "/host", findings);
            case MigrationAddress.Vsock vsock
            when !isNumber(vsock.cid()) || !isNumber(vsock.port()) ->
                findings.error(pointer, "The cid and the port of a vsock address must be numbers", "Use numbers");
            case MigrationAddress.Fd fd
            when fd.str().isEmpty() ->
                findings.error(pointer + "/str", "The file descriptor is empty", "Set its number or name");
            case MigrationAddress.File file
            when file.filename().isEmpty() || (file.offset() != null && file.offset() < 0) ->
                findings.error(pointer, "A file requires a name and an offset of 0 or more", "Fix filename or offset");
            case MigrationAddress.Exec _, MigrationAddress.Socket _, MigrationAddress.File _ -> {}
        }
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,10}");
    }
}
