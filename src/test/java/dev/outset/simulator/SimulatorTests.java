package dev.outset.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.QemuVersion;
import dev.outset.simulator.qmp.CommandResult;
import dev.outset.simulator.qmp.QmpCommands;
import dev.outset.simulator.state.BootRequest;
import dev.outset.simulator.state.ProcessExit;
import dev.outset.simulator.state.ReachedStep;
import dev.outset.simulator.state.SimulatedQemu;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests what the recordings do not cover: releases in between, the order of boot steps, and corner cases. */
class SimulatorTests {

    private static final String STATUS = "{'execute':'query-status'}";

    private static final String QUERY = "{'execute':'query-migrate-parameters'}";

    private static final Catalogues CATALOGUES = Catalogues.load();

    private final Simulator simulator = new Simulator(CATALOGUES);

    private SimulatedQemu boot(String version, String... arguments) {
        return simulator.boot(BootRequest.plain(QemuVersion.parse(version), true, List.of(arguments), Instant.EPOCH));
    }

    private List<String> answers(SimulatedQemu start, String... commands) {
        SimulatedQemu qemu = start;
        List<String> answers = new ArrayList<>();
        for (String command : commands) {
            JsonNode message = JsonMapper.shared().readTree(command.replace('\'', '"'));
            CommandResult execution = simulator.execute(qemu, message, Instant.EPOCH);
            qemu = execution.qemu();
            JsonNode reply = execution.reply();
            answers.add(
                    reply != null
                            ? brief(reply)
                            : switch (execution.state()) {
                                case OPEN -> throw new AssertionError("neither a reply nor a closed connection");
                                case WAITING -> "silent";
                                case CLOSED -> "gone";
                            });
        }
        return answers;
    }

    private static String brief(JsonNode reply) {
        return reply.has("error")
                ? reply.get("error").get("desc").asString()
                : reply.get("return")
                        .path("status")
                        .asString(reply.get("return").toString());
    }

    private static String set(String members) {
        return "{'execute':'migrate-set-parameters','arguments':{" + members + "}}";
    }

    private static String capability(String name, boolean on) {
        return "{'execute':'migrate-set-capabilities','arguments':{'capabilities':[{'capability':'" + name
                + "','state':" + on + "}]}}";
    }

    private static String incoming(String uri) {
        return "{'execute':'migrate-incoming','arguments':{'uri':'" + uri + "'}}";
    }

    @Test
    void implementsEveryCommandOfTheCatalogue() {
        CATALOGUES
                .versions()
                .forEach(version -> CATALOGUES
                        .of(version)
                        .commands()
                        .forEach(command -> assertThat(QmpCommands.names()).contains(command.name())));
    }

    @Test
    void bootsEveryReleaseWithDefaults() {
        for (QemuVersion version : CATALOGUES.versions()) {
            assertThat(answers(boot(version.toString()), STATUS)).containsExactly("running");
            assertThat(boot(version.toString()).parameters())
                    .allSatisfy(state -> assertThat(state.layer().label()).isEqualTo("default"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', running",
        "-S, prelaunch",
        "--preconfig, prelaunch",
        "-incoming defer, inmigrate",
        "-incoming defer -S, inmigrate",
        "-incoming config:, inmigrate",
        "-incoming defer --preconfig, inmigrate"
    })
    void reportsTheRunStateSetByOptions(String options, String state) {
        String[] words = options.isEmpty() ? new String[0] : options.split(" ", -1);

        assertThat(answers(boot("11.1", words), STATUS)).containsExactly(state);
    }

    @Test
    void createsTheMigrationObjectBeforeLateBackendsUpTo80() {
        assertThat(order("8.0")).isLessThan(0);
        assertThat(order("8.1")).isGreaterThan(0);
    }

    private int order(String version) {
        List<BootStep> steps = boot(version).steps(Instant.EPOCH).stream()
                .map(ReachedStep::step)
                .toList();
        return steps.indexOf(BootStep.MIGRATION_OBJECT_CREATED) - steps.indexOf(BootStep.LATE_BACKENDS_CREATED);
    }

    @Test
    void completesTheBootOnExitPreconfig() {
        SimulatedQemu qemu = boot("11.1", "--preconfig");

        assertThat(qemu.steps(Instant.EPOCH))
                .last()
                .satisfies(step -> assertThat(step.step()).isEqualTo(BootStep.PRECONFIG));
        assertThat(answers(qemu, QUERY, "{'execute':'x-exit-preconfig'}", STATUS, "{'execute':'x-exit-preconfig'}"))
                .containsExactly(
                        "The command 'query-migrate-parameters' is permitted only after machine initialization has"
                                + " completed",
                        "{}",
                        "running",
                        "The command is permitted only before machine initialization");
    }

    @Test
    void refusesAllParametersWhileMappedRamConflictsWithTls() {
        assertThat(answers(
                        boot("9.2"),
                        capability("mapped-ram", true),
                        set("'tls-creds':'x'"),
                        set("'tls-creds':''"),
                        capability("mapped-ram", false),
                        set("'tls-creds':''")))
                .containsExactly(
                        "{}",
                        "{}",
                        "Mapped-ram only available for non-compressed non-TLS multifd migration",
                        "{}",
                        "{}");
    }

    @Test
    void ignoresCompressionLevelsUpTo82() {
        String set = set("'multifd-zlib-level':200");

        assertThat(answers(boot("8.2"), set)).containsExactly("{}");
        assertThat(answers(boot("9.0"), set))
                .containsExactly("Parameter 'multifd_zlib_level' expects a value between 0 and 9");
    }

    @Test
    void crashesOnNullWhereQemuDoes() {
        assertThat(answers(boot("8.1"), set("'tls-authz':null"), STATUS)).containsExactly("gone", "gone");
        assertThat(answers(boot("8.2"), set("'tls-authz':null"), STATUS)).containsExactly("{}", "running");
        String zeroCopy = "-global migration.x-multifd=on -global migration.x-zero-copy-send=on";
        assertThat(answers(boot("11.0", zeroCopy.split(" ", -1)), set("'downtime-limit':1")))
                .containsExactly("gone");
        assertThat(answers(boot("11.1", zeroCopy.split(" ", -1)), set("'downtime-limit':1")))
                .containsExactly("{}");
    }

    @Test
    void startsTheIncomingMigrationOnlyOnce() {
        assertThat(answers(
                        boot("7.2", "-incoming", "defer"),
                        incoming("unix:no/x"),
                        incoming("unix:x"),
                        incoming("unix:x")))
                .containsExactly(
                        "Failed to bind socket to no/x: No such file or directory",
                        "{}",
                        "The incoming migration has already been started");
        assertThat(answers(boot("9.1", "-incoming", "defer"), incoming("unix:no/x"), incoming("unix:x")))
                .containsExactly(
                        "Failed to bind socket to no/x: No such file or directory",
                        "Illegal migration incoming state: setup");
    }

    @Test
    void acceptsMultifdOnlyBeforeItListensUpTo100() {
        String listen = incoming("tcp:127.0.0.1:4444");
        String[] commands = {capability("multifd", true), listen, capability("events", true)};

        assertThat(answers(boot("10.0", "-incoming", "defer"), commands).getLast())
                .isEqualTo("Multifd must be set before incoming starts");
        assertThat(answers(boot("10.1", "-incoming", "defer"), commands).getLast())
                .isEqualTo("{}");
    }

    @Test
    void acceptsSingleCprChannelOrCrashes() {
        String lone = "{'execute':'migrate-incoming','arguments':{'channels':[{'channel-type':'cpr','addr':"
                + "{'transport':'socket','type':'unix','path':'c'}}]}}";

        assertThat(answers(boot("10.2", "-incoming", "defer"), lone)).containsExactly("{}");
        assertThat(answers(boot("11.1", "-incoming", "defer"), lone)).containsExactly("gone");
        assertThat(answers(boot("9.2", "-incoming", "defer"), lone))
                .containsExactly("Parameter 'channel-type' does not accept value 'cpr'");
    }

    @Test
    void appliesTheCompatPolicy() {
        SimulatedQemu qemu = boot("11.1", "-compat", "unstable-input=reject,unstable-output=hide");

        assertThat(answers(qemu, set("'x-checkpoint-delay':5"), capability("x-colo", true)))
                .containsExactly(
                        "Unstable parameter x-checkpoint-delay disabled by policy",
                        "Unstable value x-colo disabled by policy");
        assertThat(answers(qemu, QUERY).getFirst())
                .doesNotContain("x-checkpoint-delay")
                .contains("downtime-limit");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "-bogus | -bogus: invalid option",
                "--bogus | --bogus: invalid option",
                "-incoming | -incoming: requires an argument",
                "-incoming bogus:x -nosuch | -nosuch: invalid option",
                "-g 1 | -g 1: Option not supported for this target",
                "-uuid x | -uuid x: failed to parse UUID string: wrong format",
                "-machine q35,foo=1 | Property 'pc-q35-11.1-machine.foo' not found",
                "-machine q35,usb=maybe | Parameter 'usb' expects 'on' or 'off'",
                "-global migration.type=1 | can't apply global migration.type=1: Property 'migration.type' is not writable",
                "-global x | -global x: Invalid parameter 'x'",
                "-preconfig -loadvm s | 'preconfig' and 'loadvm' options are mutually exclusive",
                "-incoming cpr,addr.transport=file,addr.filename=f,addr.offset=0 | bad cpr channel socket type; must be unix"
            })
    void exitsOnInvalidOptions(String options, String lastLine) {
        SimulatedQemu qemu = boot("11.1", options.split(" ", -1));

        assertThat(qemu.end().orElseThrow().status()).isEqualTo(1);
        assertThat(qemu.stderr().getLast()).isEqualTo(lastLine);
    }

    @Test
    void warnsAboutShortForms() {
        assertThat(boot("11.1", "-global", "migration.x-multifd").stderr())
                .containsExactly(
                        "-global migration.x-multifd: warning: short-form boolean option 'migration.x-multifd'"
                                + " deprecated",
                        "Please use migration.x-multifd=on instead",
                        "-global migration.x-multifd: Invalid parameter 'migration.x-multifd'");
    }

    @Test
    void reportsItsNameAndUuid() {
        SimulatedQemu qemu =
                boot("11.1", "-name", "guest=db-1,process=qemu", "-uuid", "12345678-1234-1234-1234-123456789ABC");

        assertThat(answers(qemu, "{'execute':'query-name'}", "{'execute':'query-uuid'}"))
                .containsExactly("{\"name\":\"db-1\"}", "{\"UUID\":\"12345678-1234-1234-1234-123456789abc\"}");
    }

    @Test
    void reportsUnsharedMemoryAsCprBlocker() {
        String query = "{'execute':'query-migrate'}";
        String[] shared = {
            "-object", "memory-backend-memfd,id=ram0,size=128M", "-machine", "q35,memory-backend=ram0,aux-ram-share=on"
        };

        assertThat(answers(boot("11.1", "-machine", "q35"), set("'mode':'cpr-transfer'"), query))
                .last()
                .asString()
                .contains("pc.ram", "/rom@etc/acpi/rsdp");
        assertThat(answers(boot("11.1", shared), set("'mode':'cpr-transfer'"), query))
                .containsExactly("{}", "{}");
    }

    @Test
    void exitsAfterHelp() {
        for (String help : List.of("-help", "-version", "-machine help", "-device help", "-cpu ?")) {
            assertThat(boot("11.1", help.split(" ", -1)).end().orElseThrow().status())
                    .as(help)
                    .isZero();
        }
    }

    @Test
    void acceptsLibvirtCommandLine() {
        String line = "-name vm,debug-threads=on -S -machine pc-q35-9.2,usb=off,smm=on,dump-guest-core=off -accel tcg"
                + " -cpu qemu64 -m size=1048576k -overcommit mem-lock=off -smp 2,sockets=2,cores=1,threads=1 -uuid"
                + " 5d6a8f5c-0000-4000-8000-000000000001 -display none -no-user-config -nodefaults -chardev"
                + " socket,id=charmonitor,fd=31,server=on,wait=off -mon chardev=charmonitor,id=monitor,mode=control -rtc"
                + " base=utc,driftfix=slew -global kvm-pit.lost_tick_policy=delay -no-shutdown -boot strict=on -device"
                + " {\"driver\":\"pcie-root-port\",\"port\":16} -blockdev"
                + " {\"driver\":\"file\",\"filename\":\"/a.img\",\"node-name\":\"n\"} -netdev user,id=hostnet0 -incoming"
                + " defer -sandbox on -msg timestamp=on";

        assertThat(boot("10.0", line.split(" ", -1)).stderr()).isEmpty();
        assertThat(answers(boot("10.0", line.split(" ", -1)), STATUS)).containsExactly("inmigrate");
        assertThat(Arrays.stream(line.split(" ", -1))).contains("-blockdev");
    }

    @ParameterizedTest
    @CsvSource({
        "nvme, nvme",
        "'nvme,serial=a,drive=d', nvme",
        "'{\"driver\":\"nvme\"}', nvme",
        "'driver=rocker', rocker",
        "amd-iommu, amd-iommu",
        "virtio-input-host, virtio-input-host-device",
        "'usb-mtp,rootdir=/tmp', usb-mtp",
        "'vhost-user-fs-pci,chardev=c,tag=t', vhost-user-fs-device"
    })
    void refusesUnmigratableDevice(String device, String named) {
        SimulatedQemu refused = boot("7.2", "-M", "q35", "-device", device, "-only-migratable");

        assertThat(refused.end()).map(ProcessExit::status).contains(1);
        assertThat(refused.stderr())
                .containsExactly("-device " + device + ": Device " + named
                        + " is not migratable, but --only-migratable was specified");
        assertThat(boot("7.2", "-M", "q35", "-device", device).end()).isEmpty();
        assertThat(boot("7.2", "-M", "q35", "-only-migratable", "-device", "virtio-blk-pci,drive=d")
                        .end())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"nonesuch", "'nonesuch,id=a'", "'{\"driver\":\"nonesuch\"}'"})
    void refusesUnknownDevice(String device) {
        SimulatedQemu refused = boot("7.2", "-M", "q35", "-device", device);

        assertThat(refused.end()).map(ProcessExit::status).contains(1);
        assertThat(refused.stderr())
                .containsExactly("-device " + device + ": 'nonesuch' is not a valid device model name");
    }

    @Test
    void refusesVhostUserFsOnlyWhereItIsUnmigratable() {
        String folder = "vhost-user-fs-pci,chardev=c,tag=t";

        assertThat(boot("8.1", "-only-migratable", "-device", folder).end()).isPresent();
        assertThat(boot("8.2", "-only-migratable", "-device", folder).end()).isEmpty();
    }

    @Test
    void refusesUnmigratableDeviceOnExitPreconfig() {
        SimulatedQemu waiting = boot("7.2", "-M", "q35", "-preconfig", "-device", "nvme", "-only-migratable");

        assertThat(waiting.end()).isEmpty();
        assertThat(answers(waiting, "{'execute':'x-exit-preconfig'}")).containsExactly("gone");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "q35, migratoin.x=1, warning: global migratoin.x has invalid class name",
                "q35, cfi.pflash01.x=1, warning: global cfi.pflash01.x has invalid class name",
                "q35, pc-q35-7.2-machine.x=1, warning: global pc-q35-7.2-machine.x has invalid class name",
                "q35, PIIX4_PM.disable_s3=1, warning: global PIIX4_PM.disable_s3=1 not used",
                "pc, PIIX4_PM.disable_s3=1, -",
                "q35, ICH9-LPC.disable_s3=1, -",
                "q35, ich9-usb-ehci1.x=1, warning: global ich9-usb-ehci1.x=1 not used",
                "'q35,usb=on', ich9-usb-ehci1.x=1, -",
                "q35, VGA.vgamem_mb=32, warning: global VGA.vgamem_mb=32 not used",
                "q35, vmgenid.guid=auto, -",
                "q35, e1000.mac=1, -",
                "q35, virtio-blk-pci.x=1, -",
                "q35, migration.x-multifd=on, -"
            })
    void warnsAboutUnusedGlobal(String machine, String global, @Nullable String warning) {
        SimulatedQemu qemu = boot(
                "7.2", "-nodefaults", "-M", machine, "-global", global, "-device", "vmgenid", "-incoming", "defer");

        assertThat(qemu.stderr()).containsExactlyElementsOf(warning == null ? List.of() : List.of(warning));
        assertThat(qemu.end()).isEmpty();
    }

    @Test
    void regardsTheGraphicsCardAsUserOfItsGlobal() {
        assertThat(boot("7.2", "-M", "pc", "-vga", "std", "-global", "VGA.vgamem_mb=32")
                        .stderr())
                .isEmpty();
        assertThat(boot("7.2", "-M", "pc", "-display", "none", "-global", "VGA.vgamem_mb=32")
                        .stderr())
                .containsExactly("warning: global VGA.vgamem_mb=32 not used");
    }

    @Test
    void warnsAboutGlobalsBeforeTheIncomingMigrationStarts() {
        assertThat(boot("7.2", "-global", "nope.x=1", "-incoming", "nonsense").stderr())
                .containsExactly(
                        "warning: global nope.x has invalid class name",
                        "-incoming nonsense: unknown migration protocol: nonsense");
    }
}
