package dev.outset.validation;

import dev.outset.parameters.Incoming;
import dev.outset.parameters.IncomingChannel;
import dev.outset.parameters.MigrationAddress;
import dev.outset.validation.rule.Located;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.vm.VmSpec;
import dev.outset.vm.console.CharacterBackend;
import dev.outset.vm.console.Display;
import dev.outset.vm.console.SerialPort;
import dev.outset.vm.device.Devices;
import dev.outset.vm.device.Disk;
import dev.outset.vm.machine.Firmware;
import dev.outset.vm.machine.Kernel;
import dev.outset.vm.network.NetworkBackend;
import dev.outset.vm.network.NetworkInterface;
import dev.outset.vm.security.Secret;
import dev.outset.vm.security.TlsCredentials;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Paths on the host must be absolute for real QEMU processes. For a simulated QEMU, a relative path is only a warning, so
 * that the command line of another tool can be imported and tried.
 */
final class PathRules {

    private static final Pattern SOCKET_OR_FILE =
            Pattern.compile("(?:unix:(.+)|file:(.+?)(?:,offset=.*)?)", Pattern.DOTALL);

    private PathRules() {}

    static List<Rule> all() {
        return List.of(new Rule("relative-path", PathRules::relative).needing("/runtime"));
    }

    private static void relative(ValidationContext context, ViolationCollector findings) {
        boolean isProcess = context.spec().runtime() == VmSpec.RuntimeKind.PROCESS;
        for (Located<String> path : paths(context.spec())) {
            if (path.part().startsWith("/")) {
                continue;
            }
            String message = "'" + ViolationCollector.abbreviated(path.part())
                    + "' is not an absolute path; QEMU would resolve it against its working directory";
            String action = "Use the absolute path on the host";
            if (isProcess) {
                findings.error(path.pointer(), message, action);
            } else {
                findings.warning(path.pointer(), message, action);
            }
        }
    }

    private static List<Located<String>> paths(VmSpec spec) {
        List<Located<String>> paths = new ArrayList<>();
        add(paths, spec.memory().path(), "/memory/path");
        addFirmware(paths, spec.machine().firmware());
        Kernel kernel = spec.machine().kernel();
        if (kernel != null) {
            add(paths, kernel.image(), "/machine/kernel/image");
            add(paths, kernel.initrd(), "/machine/kernel/initrd");
        }
        for (Located<Disk> disk : Located.disks(spec)) {
            add(paths, disk.part().path(), disk.at("/path"));
        }
        Located.networkInterfaces(spec).forEach(nic -> addNetwork(paths, nic));
        addDisplay(paths, spec.console().display());
        for (Located<SerialPort> port : Located.elements(spec.console().serialPorts(), "/console/serialPorts")) {
            switch (port.part().backend()) {
                case CharacterBackend.File file -> add(paths, file.path(), port.at("/backend/path"));
                case CharacterBackend.Unix unix -> add(paths, unix.path(), port.at("/backend/path"));
                case CharacterBackend.Null _, CharacterBackend.Pty _, CharacterBackend.Tcp _ -> {}
            }
        }
        addDevices(paths, spec.devices());
        for (Located<Secret> secret : Located.elements(spec.security().secrets(), "/security/secrets")) {
            add(paths, secret.part().path(), secret.at("/path"));
        }
        for (Located<TlsCredentials> credentials : Located.tlsCredentials(spec)) {
            add(paths, credentials.part().directory(), credentials.at("/directory"));
        }
        addIncoming(paths, spec.migration().incoming());
        return paths;
    }

    private static void addFirmware(List<Located<String>> paths, Firmware firmware) {
        String image = firmware.image();
        // QEMU also searches its own directory for a BIOS image.
        if (image != null && (firmware.kind() == Firmware.Kind.UEFI || image.contains("/"))) {
            add(paths, image, "/machine/firmware/image");
        }
        add(paths, firmware.variables(), "/machine/firmware/variables");
    }

    private static void addNetwork(List<Located<String>> paths, Located<NetworkInterface> nic) {
        switch (nic.part().network()) {
            case NetworkBackend.Tap tap -> {
                add(paths, tap.script(), nic.at("/network/script"));
                add(paths, tap.downScript(), nic.at("/network/downScript"));
            }
            case NetworkBackend.Bridge bridge -> add(paths, bridge.helper(), nic.at("/network/helper"));
            case NetworkBackend.VhostUser vhostUser -> add(paths, vhostUser.path(), nic.at("/network/path"));
            case NetworkBackend.User _, NetworkBackend.Socket _ -> {}
        }
    }

    private static void addDisplay(List<Located<String>> paths, Display display) {
        String pointer = "/console/display/address";
        switch (display) {
            case Display.Vnc vnc -> addUri(paths, vnc.address(), pointer);
            case Display.Spice spice when spice.unix() -> add(paths, spice.address(), pointer);
            case Display.None _, Display.Spice _ -> {}
        }
    }

    private static void addDevices(List<Located<String>> paths, Devices devices) {
        if (devices.rng() != null) {
            add(paths, devices.rng().path(), "/devices/rng/path");
        }
        if (devices.tpm() != null) {
            add(paths, devices.tpm().path(), "/devices/tpm/path");
        }
    }

    private static void addIncoming(List<Located<String>> paths, @Nullable Incoming incoming) {
        String pointer = "/migration/incoming";
        switch (incoming) {
            case null -> {}
            case Incoming.Deferred() -> {}
            case Incoming.Uri(String uri) -> addUri(paths, uri, pointer + "/listen");
            case Incoming.Channels(List<IncomingChannel> channels) ->
                Located.elements(channels, pointer + "/channels").forEach(channel -> {
                    switch (channel.part().address()) {
                        case MigrationAddress.Unix unix -> add(paths, unix.path(), channel.at("/address/path"));
                        case MigrationAddress.File file -> add(paths, file.filename(), channel.at("/address/filename"));
                        case MigrationAddress.Socket _, MigrationAddress.Exec _, MigrationAddress.Rdma _ -> {}
                    }
                });
        }
    }

    private static void addUri(List<Located<String>> paths, String uri, String pointer) {
        Matcher path = SOCKET_OR_FILE.matcher(uri);
        if (path.matches()) {
            add(paths, path.group(1) == null ? path.group(2) : path.group(1), pointer);
        }
    }

    private static void add(List<Located<String>> paths, @Nullable String path, String pointer) {
        if (path != null && !path.isEmpty()) {
            paths.add(new Located<>(path, pointer));
        }
    }
}
