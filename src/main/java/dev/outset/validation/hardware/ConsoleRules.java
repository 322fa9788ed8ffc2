package dev.outset.validation.hardware;

import dev.outset.validation.rule.HostSyntax;
import dev.outset.validation.rule.Located;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.vm.VmSpec;
import dev.outset.vm.console.CharacterBackend;
import dev.outset.vm.console.Console;
import dev.outset.vm.console.Display;
import dev.outset.vm.console.SerialPort;
import dev.outset.vm.machine.BoardDevices;
import dev.outset.vm.security.TlsCredentials;
import java.util.List;

/** Rules for displays, serial ports and channels. */
final class ConsoleRules {

    private static final String ADDRESS = "/console/display/address";

    private static final int SERIAL_PORTS = 4;

    private ConsoleRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("serial-port", ConsoleRules::serialPorts),
                Rule.forEach("serial-port", ConsoleRules::ports, ConsoleRules::serialPort, "/kind")
                        .needing("/machine/type"),
                new Rule("host", ConsoleRules::hosts),
                new Rule("display-tls", ConsoleRules::tls).needing("/security/tlsCredentials"),
                new Rule("spice-address", ConsoleRules::spice).needing("/console/display"));
    }

    private static void serialPorts(ValidationContext context, ViolationCollector findings) {
        Console console = context.spec().console();
        long count = console.serialPorts().stream()
                .filter(port -> port.kind() == SerialPort.Kind.SERIAL)
                .count();
        if (count > SERIAL_PORTS) {
            findings.error(
                    "/console/serialPorts",
                    "A machine supports at most " + SERIAL_PORTS + " serial ports",
                    "Use kind console for the others",
                    "Max. supported number of ISA serial ports is 4.");
        }
    }

    private static List<Located<SerialPort>> ports(VmSpec spec) {
        return Located.elements(spec.console().serialPorts(), "/console/serialPorts");
    }

    private static void serialPort(
            ValidationContext context, Located<SerialPort> located, ViolationCollector findings) {
        SerialPort port = located.part();
        boolean serial = port.kind() == SerialPort.Kind.SERIAL;
        if (port.kind() == SerialPort.Kind.CHANNEL && port.name() == null) {
            findings.error(
                    located.at("/name"),
                    "A channel requires a name, by which the agent finds it",
                    "Set name, such as org.qemu.guest_agent.0");
        }
        if (serial && port.name() != null) {
            findings.error(located.at("/name"), "A serial port cannot have a name", "Leave it out");
        }
        if (!serial && !context.board().hasVirtio()) {
            findings.error(
                    located.at("/kind"),
                    "The machine has no bus for a virtio-serial controller",
                    "Use kind serial, or choose another machine type");
        }
        if (serial && context.board() == BoardDevices.NONE) {
            findings.error(located.at("/kind"), "The machine has no ISA bus", "Choose another machine type");
        }
    }

    private static void hosts(ValidationContext context, ViolationCollector findings) {
        switch (context.spec().console().display()) {
            case Display.Vnc vnc
            when !vnc.address().startsWith("unix:") ->
                HostSyntax.check(withoutBrackets(vnc.address()), ADDRESS, findings);
            case Display.Spice spice when !spice.unix() -> HostSyntax.check(spice.address(), ADDRESS, findings);
            case Display.Vnc _, Display.Spice _, Display.None _ -> {}
        }
        for (Located<SerialPort> port : ports(context.spec())) {
            if (port.part().backend() instanceof CharacterBackend.Tcp tcp) {
                HostSyntax.check(tcp.host(), port.at("/backend/host"), findings);
            }
        }
    }

    private static String withoutBrackets(String address) {
        return address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
    }

    private static void tls(ValidationContext context, ViolationCollector findings) {
        if (context.spec().console().display() instanceof Display.Vnc vnc && vnc.tlsCredentials() != null) {
            boolean known = context.spec().security().tlsCredentials().stream()
                    .filter(credentials -> credentials.endpoint() == TlsCredentials.Endpoint.SERVER)
                    .map(TlsCredentials::id)
                    .anyMatch(vnc.tlsCredentials()::equals);
            if (!known) {
                findings.error(
                        "/console/display/tlsCredentials",
                        "There are no TLS credentials '" + vnc.tlsCredentials() + "' for the server endpoint",
                        "Add them under security.tlsCredentials",
                        "No TLS credentials with id '" + vnc.tlsCredentials() + "'");
            }
        }
    }

    private static void spice(ValidationContext context, ViolationCollector findings) {
        if (context.spec().console().display() instanceof Display.Spice spice
                && !spice.unix()
                && spice.port() == null
                && !spice.options().containsKey("tls-port")) {
            findings.error(
                    "/console/display/port", "SPICE requires a port or the path of a UNIX socket", "Set port or unix");
        }
    }
}
