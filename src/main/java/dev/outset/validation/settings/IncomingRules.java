package dev.outset.validation.settings;

import dev.outset.catalogue.IncomingSupport;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationAddress;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a destination may listen in its release. */
final class IncomingRules {

    private static final String POINTER = "/migration/incoming";

    private static final Map<String, Pattern> SYNTAX = Map.of(
            "tcp", Pattern.compile("tcp:(\\[[0-9A-Fa-f:.%a-z]+]|[^:,]*):[^:,]{1,32}(,[^,]+)*"),
            "unix", Pattern.compile("unix:.{1,107}", Pattern.DOTALL),
            "vsock", Pattern.compile("vsock:\\d{1,10}:\\d{1,10}"),
            "fd", Pattern.compile("fd:.+", Pattern.DOTALL),
            "exec", Pattern.compile("exec:.+", Pattern.DOTALL),
            "rdma", Pattern.compile("rdma:[^:]*:\\d{1,5}"),
            "file", Pattern.compile("file:[^,].*", Pattern.DOTALL));

    private IncomingRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("incoming-config", IncomingRules::config),
                new Rule("incoming-form", IncomingRules::form),
                new Rule("incoming-address", IncomingRules::addresses));
    }

    private static void config(ValidationContext subject, ViolationCollector findings) {
        if (Boolean.TRUE.equals(subject.spec().qemu().incomingConfig())
                && !subject.catalogue().incoming().configBasis()) {
            findings.error(
                    "/qemu/incomingConfig",
                    "The proposed -incoming config: does not fit QEMU "
                            + subject.catalogue().version() + "; it needs 11.0 or newer",
                    "Leave it out, or choose QEMU 11.0 or newer",
                    "unknown migration protocol: config:…");
        }
    }

    private static void form(ValidationContext subject, ViolationCollector findings) {
        switch (subject.migration().incoming()) {
            case null -> {}
            case Incoming.Deferred() -> require(subject, "defer", "The form 'defer'", POINTER, null, findings);
            case Incoming.Uri(String uri) -> uri(subject, uri, findings);
            case Incoming.Channels(List<IncomingChannel> channels) -> channels(subject, channels, findings);
        }
    }

    private static void uri(ValidationContext subject, String uri, ViolationCollector findings) {
        String pointer = POINTER + "/listen";
        String form = TransportNames.form(uri);
        if (form.equals("config")) {
            findings.error(pointer, "Early parameters are not a way to listen", "Write them under early");
            return;
        }
        Pattern syntax = SYNTAX.get(form);
        if (syntax == null || form.equals(uri)) {
            findings.error(
                    pointer,
                    "'" + ViolationCollector.abbreviated(uri) + "' is no way to listen",
                    "Write defer, or a URI: tcp:host:port, unix:path, vsock:cid:port, fd:name, exec:command, "
                            + "rdma:host:port or file:path",
                    "unknown migration protocol: " + uri);
            return;
        }
        if (require(subject, form, "The form '" + form + ":'", pointer, uri, findings)
                && !syntax.matcher(uri).matches()) {
            findings.error(
                    pointer,
                    "'" + ViolationCollector.abbreviated(uri) + "' does not have the form of a " + form + ": URI",
                    "Write " + syntaxOf(subject.catalogue(), form));
        }
    }

    private static String syntaxOf(QemuCatalogue catalogue, String form) {
        return catalogue.incoming().form(form).map(IncomingSupport.Form::syntax).orElse(form);
    }

    private static boolean require(
            ValidationContext subject,
            String form,
            String subjectOfSentence,
            String pointer,
            @Nullable String uri,
            ViolationCollector findings) {
        if (subject.catalogue().incoming().accepts(form)) {
            return true;
        }
        List<QemuCatalogue> others = subject.catalogues().versions().stream()
                .map(subject.catalogues()::of)
                .filter(catalogue -> catalogue.incoming().accepts(form))
                // An older release that has it means that only the build of this one leaves it out.
                .filter(catalogue ->
                        catalogue.version().isAtLeast(subject.catalogue().version()))
                .toList();
        findings.error(
                pointer,
                others.isEmpty()
                        ? subjectOfSentence + " is not in the recorded build of QEMU "
                                + subject.catalogue().version()
                        : subjectOfSentence + " is not in "
                                + subject.catalogue().version() + "; added in "
                                + others.getFirst().version(),
                others.isEmpty()
                        ? "Listen another way"
                        : "Listen another way, or choose QEMU "
                                + others.getFirst().version() + " or newer",
                uri == null ? null : unknownProtocol(subject, form, uri));
        return false;
    }

    private static String unknownProtocol(ValidationContext subject, String form, String uri) {
        return form.equals("rdma")
                ? subject.catalogue().incoming().rdmaNotBuilt().replace("<value>", uri)
                : "unknown migration protocol: " + uri;
    }

    private static void channels(
            ValidationContext subject, List<IncomingChannel> channels, ViolationCollector findings) {
        String pointer = POINTER + "/channels";
        if (channels.isEmpty()) {
            findings.error(pointer, "There is no channel to listen on", "Add a channel of type main");
        }
        Set<IncomingChannel.Type> seen = EnumSet.noneOf(IncomingChannel.Type.class);
        for (int i = 0; i < channels.size(); i++) {
            IncomingChannel channel = channels.get(i);
            if (!seen.add(channel.type())) {
                findings.error(
                        pointer + "/" + i,
                        "There are two channels of type " + channel.type(),
                        "Leave one of each type",
                        "Only one -incoming " + channel.type() + " channel is possible");
            }
            String form = channel.type() == IncomingChannel.Type.CPR ? "cpr-channel" : "channel";
            boolean known = require(
                    subject, form, "A channel of type " + channel.type(), pointer + "/" + i + "/type", null, findings);
            if (known && channel.type() == IncomingChannel.Type.CPR) {
                cpr(subject, channel.address(), pointer + "/" + i + "/address", findings);
            }
            if (known && channel.address() instanceof MigrationAddress.Rdma) {
                require(subject, "rdma", "The transport rdma", pointer + "/" + i + "/address", null, findings);
            }
        }
    }

    private static void cpr(
            ValidationContext subject, MigrationAddress address, String pointer, ViolationCollector findings) {
        IncomingSupport support = subject.catalogue().incoming();
        boolean allowed = address instanceof MigrationAddress.Socket socket
                && support.cprAddressTypes().contains(socket.type());
        if (!allowed) {
            findings.error(
                    pointer,
                    "A cpr channel of QEMU " + subject.catalogue().version() + " cannot be a "
                            + TransportNames.of(address) + " address",
                    "Use a socket of type "
                            + String.join(
                                    " or ",
                                    support.cprAddressTypes().stream().sorted().toList()),
                    support.cprWrongAddress());
        }
    }

    private static void addresses(ValidationContext subject, ViolationCollector findings) {
        if (subject.migration().incoming() instanceof Incoming.Channels(List<IncomingChannel> channels)) {
            for (int i = 0; i < channels.size(); i++) {
                address(channels.get(i).address(), POINTER + "/channels/" + i + "/address", findings);
            }
        }
    }

    private static void address(MigrationAddress address, String pointer, ViolationCollector findings) {
        switch (address) {
            case MigrationAddress.Exec(List<String> args) -> {
                if (args.isEmpty()) {
                    findings.error(
                            pointer + "/args",
                            "The command is empty, which crashes QEMU 8.2 and newer",
                            "Write the program and its arguments");
                }
            }
            case MigrationAddress.Unix(String path) -> {
                if (path.isEmpty() || path.length() > 107) {
                    findings.error(pointer + "/path", "A socket path has 1 to 107 characters", "Choose a shorter path");
                }
            }
            case MigrationAddress.Inet inet -> {
                if (inet.port().isEmpty()) {
                    findings.error(pointer + "/port", "The port is empty", "Write a port number");
                }
            }
            case MigrationAddress.Vsock vsock -> {
                if (!isNumber(vsock.cid()) || !isNumber(vsock.port())) {
                    findings.error(pointer, "A vsock address is two numbers", "Write cid and port as numbers");
                }
            }
            case MigrationAddress.Fd fd -> {
                if (fd.str().isEmpty()) {
                    findings.error(pointer + "/str", "The descriptor is empty", "Write its number or name");
                }
            }
            case MigrationAddress.File file -> {
                if (file.filename().isEmpty() || (file.offset() != null && file.offset() < 0)) {
                    findings.error(pointer, "A file needs a name, and an offset from 0", "Change the address");
                }
            }
            case MigrationAddress.Rdma rdma -> {
                if (rdma.port().isEmpty()) {
                    findings.error(pointer + "/port", "The port is empty", "Write a port number");
                }
            }
        }
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,10}");
    }
}
