package dev.outset.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import dev.outset.violation.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidatorTests {

    private static final Catalogues CATALOGUES = Catalogues.load();

    private final Validator validator = new Validator();

    @Test
    void acceptsTheEmptyDefinition() {
        assertThat(errors("{}")).isEmpty();
    }

    @Test
    void reportsAllErrorsAtOnce() {
        List<Violation> errors = errors("""
                {"qemu": {"version": "9.0"}, "machine": {"type": "pc-q35-9.2"},
                 "migration": {"early": {"multifd-channels": 0, "direct-io": true}, "live": {"downtime-limit": "1h"},
                   "capabilities": {"postcopy-preempt": true}}}
                """);

        assertThat(errors)
                .extracting(Violation::pointer, Violation::rule, Violation::qemu)
                .containsExactlyInAnyOrder(
                        tuple("/migration/early/direct-io", "unknown-parameter", "Parameter 'direct-io' is unexpected"),
                        tuple(
                                "/migration/early/multifd-channels",
                                "range",
                                "Parameter 'multifd_channels' expects a value between 1 and 255"),
                        tuple(
                                "/migration/live/downtime-limit",
                                "range",
                                "Parameter 'downtime_limit' expects an integer in the range of 0 to (2000 * 1000) ms"),
                        tuple("/machine/type", "machine-type", "unsupported machine type"),
                        tuple(
                                "/migration/capabilities/postcopy-preempt",
                                "capability-rule",
                                "Postcopy preempt requires postcopy-ram"));
    }

    @ParameterizedTest
    @CsvSource({
        "max-bandwidth, 1GiB/s, 1073741824",
        "max-bandwidth, 1 GB/s, 1000000000",
        "max-bandwidth, 10Gbit/s, 1250000000",
        "max-bandwidth, 1.5M, 1572864",
        "downtime-limit, 500ms, 500",
        "downtime-limit, 2s, 2000",
        "downtime-limit, 1.5s, 1500",
        "xbzrle-cache-size, 64KiB, 65536",
        "throttle-trigger-threshold, 50%, 50",
        "vcpu-dirty-limit, 1GiB/s, 1024",
        "multifd-channels, 8, 8",
        "x-rdma-chunk-size, 2MiB, 2097152"
    })
    void convertsUnitsToQemuUnits(String parameter, String text, long expected) {
        ValidationResult validated = validator.validate(
                Specs.read("{\"migration\": {\"live\": {\"" + parameter + "\": \"" + text + "\"}}}"), CATALOGUES);

        assertThat(validated.violations().errors()).isEmpty();
        assertThat(validated.spec().migration().live().get(new MigrationParameter(parameter)))
                .isEqualTo(new ParameterValue.Unsigned(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "downtime-limit     | \"0.5ms\"     | type  | Parameter 'downtime-limit' expects uint64",
                "downtime-limit     | \"500KiB\"    | type  | Parameter 'downtime-limit' expects uint64",
                "max-bandwidth      | true          | type  | Parameter 'max-bandwidth' expects uint64",
                "multifd-channels   | 256           | type  | Parameter 'multifd-channels' expects uint8_t",
                "x-checkpoint-delay | 4294967296    | type  | Parameter 'x-checkpoint-delay' expects uint32_t",
                "cpu-throttle-tailslow | \"on\"     | type  | Invalid parameter type for 'cpu-throttle-tailslow', expected: boolean",
                "mode               | \"cpr\"       | type  | Parameter 'mode' does not accept value 'cpr'",
                "multifd-compression| \"qpl\"       | type  | Parameter 'multifd-compression' does not accept value 'qpl'",
                "tls-creds          | 5             | type  | Invalid parameter type for 'tls-creds', expected: StrOrNull",
                "cpr-exec-command   | \"/bin/sh\"   | type  | Invalid parameter type for 'cpr-exec-command', expected: array",
                "xbzrle-cache-size  | 5000          | range | Option xbzrle-cache-size expects a power of two no less than the target page size",
                "xbzrle-cache-size  | 2048          | range | Option xbzrle-cache-size expects a power of two no less than the target page size",
                "x-rdma-chunk-size  | 3145728       | range | Option x_rdma_chunk_size expects a power of 2 in the range 1MiB to 1024MiB",
                "announce-step      | 0             | range | Option announce-step expects a value between 0 and 10000",
                "max-cpu-throttle   | 10            | relation | Option max-cpu-throttle expects an integer in the range of cpu-throttle-initial to 99",
                "nosuch             | 1             | unknown-parameter | Parameter 'nosuch' is unexpected",
                "x-downtime-limit   | 1             | unknown-parameter | Parameter 'x-downtime-limit' is unexpected"
            })
    void rejectsValuesThatQemuRefuses(String parameter, String value, String rule, String qemu) {
        assertThat(errors("{\"migration\": {\"live\": {\"" + parameter + "\": " + value + "}}}"))
                .extracting(Violation::pointer, Violation::rule, Violation::qemu)
                .containsExactly(tuple("/migration/live/" + parameter, rule, qemu));
    }

    @Test
    void checksRelationsOnTheMergedParameters() {
        assertThat(errors("""
                {"migration": {"early": {"max-cpu-throttle": 50}, "live": {"cpu-throttle-initial": 60}}}
                """)).extracting(Violation::pointer).containsExactly("/migration/early/max-cpu-throttle");
        assertThat(errors("""
                {"migration": {"early": {"max-cpu-throttle": 70}, "live": {"cpu-throttle-initial": 60}}}
                """)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9.0  | direct-io      | not in 9.0; added in 9.1",
                "9.1  | compress-level | not in 9.1; removed in 9.1",
                "10.0 | compress-level | not in 10.0; removed in 9.1",
                "9.0  | multifd_channel | did you mean 'multifd-channels'",
                "9.0  | x-downtime-limit | the parameter is called 'downtime-limit'",
                "9.0  | multifd        | is a capability"
            })
    void explainsUnknownParameters(String version, String parameter, String expected) {
        assertThat(errors("{\"qemu\": {\"version\": \"" + version + "\"}, \"migration\": {\"early\": {\"" + parameter
                        + "\": 1}}}"))
                .singleElement()
                .satisfies(violation -> assertThat(violation.message()).contains(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "downtime-limit   | 5     | unknown-property | its -global property is called 'x-downtime-limit'",
                "x-downtime-limit | \"5k\" | type | not a valid value of the property",
                "block-bitmap-mapping | 5 | unknown-property | no -global property",
                "x-multifd        | \"maybe\" | type | not a valid value of the property"
            })
    void checksGlobalsByNameAndSyntax(String property, String value, String rule, String message) {
        assertThat(errors("{\"migration\": {\"globals\": {\"" + property + "\": " + value + "}}}"))
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.rule()).isEqualTo(rule);
                    assertThat(violation.message()).contains(message);
                    assertThat(violation.qemu()).startsWith("can't apply global migration." + property);
                });
    }

    @Test
    void checksTheRangeOfAGlobalOnlyIfItIsNotOverridden() {
        String globals = "\"globals\": {\"x-downtime-limit\": 2000001}";

        assertThat(errors("{\"migration\": {" + globals + "}}"))
                .extracting(Violation::pointer)
                .containsExactly("/migration/globals/x-downtime-limit");
        assertThat(errors("{\"migration\": {\"early\": {\"downtime-limit\": 1}, " + globals + "}}"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8.1  | file:/tmp/x   | not in 8.1; added in 8.2",
                "8.2  | file:/tmp/x   | ",
                "11.1 | rdma:h:1      | not in the recorded build",
                "11.1 | gopher:x      | is not an address to listen on",
                "11.1 | tcp:localhost | is not a valid tcp: URI",
                "11.1 | tcp:[::1]:4444 | ",
                "11.1 | tcp:[fe80::1%eth0]:4444,ipv6=on | ",
                "11.1 | tcp:host_b.example.org:http | ",
                "11.1 | tcp://0.0.0.0:4444 | is a URL",
                "11.1 | unix:///run/vm.sock | is a URL",
                "11.1 | vsock://3:4444 | is a URL",
                "11.1 | fd://3 | is a URL",
                "11.1 | file:///tmp/x | ",
                "11.1 | tcp:host b:4444 | is not a valid tcp: URI",
                "11.1 | tcp:host:4444/ | is not a valid tcp: URI",
                "11.1 | tcp:host:65536 | The port 65536 does not exist",
                "11.1 | config:mode=normal | Early parameters are not an address to listen on"
            })
    void validatesIncomingUrisPerRelease(String version, String uri, @Nullable String message) {
        List<Violation> errors = errors("{\"qemu\": {\"version\": \"" + version
                + "\"}, \"migration\": {\"incoming\": {\"listen\": \"" + uri + "\"}}}");

        if (message == null) {
            assertThat(errors).isEmpty();
        } else {
            assertThat(errors)
                    .singleElement()
                    .satisfies(violation -> assertThat(violation.message()).contains(message));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://0.0.0.0:4444/,   Use tcp:0.0.0.0:4444",
        "unix:///run/vm.sock,   Use unix:/run/vm.sock",
        "vsock://3:4444,        Use vsock:3:4444",
        "fd://3,                Use fd:3"
    })
    void showsTheFormOfAnAddressThatIsAUrl(String uri, String action) {
        assertThat(errors("{\"migration\": {\"incoming\": {\"listen\": \"" + uri + "\"}}}"))
                .extracting(Violation::action)
                .containsExactly(action);
    }

    @Test
    void rejectsHostsThatCannotBeResolved() {
        assertThat(errors("""
                {"console": {"display": {"type": "vnc", "address": "//0.0.0.0"},
                    "serialPorts": [{"backend": {"type": "tcp", "host": "tcp://h", "port": 1}}]},
                 "migration": {"incoming": {"channels": [{"type": "main", "address":
                    {"transport": "socket", "type": "inet", "host": "//0.0.0.0", "port": "4444"}}]}}}
                """))
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder(
                        "/console/display/address",
                        "/console/serialPorts/0/backend/host",
                        "/migration/incoming/channels/0/address/host");
    }

    @Test
    void requiresAbsolutePathsForRealProcesses() {
        String paths = """
                "memory": {"path": "m", "share": true}, "machine": {"firmware": {"kind": "uefi", "image": "c", "variables": "v"},
                  "kernel": {"image": "k", "initrd": "i"}}, "disks": [{"path": "/absolute"}, {"path": "d"}],
                "networkInterfaces": [{"mac": "52:54:00:12:34:57", "network": {"type": "tap", "script": "up", "downScript": "down"}},
                  {"mac": "52:54:00:12:34:58", "network": {"type": "bridge", "helper": "h"}},
                  {"mac": "52:54:00:12:34:59", "network": {"type": "vhost-user", "path": "s"}}],
                "console": {"display": {"type": "vnc", "address": "unix:vnc"}, "serialPorts": [
                  {"backend": {"type": "file", "path": "log"}}, {"backend": {"type": "unix", "path": "s"}}]},
                "devices": {"rng": {"path": "r"}, "tpm": {"path": "t"}},
                "security": {"secrets": [{"id": "s", "path": "p"}], "tlsCredentials": [{"id": "t", "directory": "d"}]},
                "migration": {"incoming": {"listen": "unix:in.sock"}}}
                """;
        List<String> pointers = List.of(
                "/memory/path",
                "/machine/firmware/image",
                "/machine/firmware/variables",
                "/machine/kernel/image",
                "/machine/kernel/initrd",
                "/disks/1/path",
                "/networkInterfaces/0/network/script",
                "/networkInterfaces/0/network/downScript",
                "/networkInterfaces/1/network/helper",
                "/networkInterfaces/2/network/path",
                "/console/display/address",
                "/console/serialPorts/0/backend/path",
                "/console/serialPorts/1/backend/path",
                "/devices/rng/path",
                "/devices/tpm/path",
                "/security/secrets/0/path",
                "/security/tlsCredentials/0/directory",
                "/migration/incoming/listen");

        assertThat(errors("{\"runtime\": \"process\", " + paths))
                .filteredOn(violation -> violation.rule().equals("relative-path"))
                .extracting(Violation::pointer)
                .containsExactlyElementsOf(pointers);
        assertThat(validator
                        .validate(Specs.read("{" + paths), CATALOGUES)
                        .violations()
                        .warnings())
                .filteredOn(violation -> violation.rule().equals("relative-path"))
                .extracting(Violation::pointer)
                .containsExactlyElementsOf(pointers);
    }

    @Test
    void reportsViolationsOfEveryReleaseIfTheReleaseIsUnknown() {
        assertThat(errors("""
                {"qemu": {"version": "5.1"}, "migration": {"live": {"max-bandwidht": 1, "direct-io": true}},
                 "disks": [{"path": "/a", "aio": "native"}]}
                """))
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder("/qemu/version", "/migration/live/max-bandwidht", "/disks/0/aio");
    }

    @Test
    void rejectsChannelsBefore10AndIncomingConfigBefore11() {
        String main = """
                {"type": "main", "address": {"transport": "socket", "type": "inet", "host": "", "port": "4444"}}""";
        String cprFd = """
                {"type": "cpr", "address": {"transport": "socket", "type": "fd", "str": "5"}}""";

        assertThat(errors("{\"qemu\": {\"version\": \"9.2\"}, \"migration\": {\"incoming\": {\"channels\": [" + main
                        + "]}}}"))
                .extracting(Violation::pointer)
                .containsExactly("/migration/incoming/channels/0/type");
        assertThat(errors("{\"qemu\": {\"version\": \"10.0\"}, \"migration\": {\"incoming\": {\"channels\": [" + main
                        + "," + cprFd + "]}}}"))
                .extracting(Violation::pointer)
                .contains("/migration/incoming/channels/1/address");
        assertThat(errors("{\"qemu\": {\"version\": \"10.2\", \"incomingConfig\": true}}"))
                .extracting(Violation::pointer)
                .containsExactly("/qemu/incomingConfig");
    }

    @Test
    void rejectsAnEmptyExecCommand() {
        assertThat(errors("""
                {"migration": {"incoming": {"channels": [{"type": "main", "address": {"transport": "exec", "args": []}}]}}}
                """))
                .extracting(Violation::pointer)
                .containsExactly("/migration/incoming/channels/0/address/args");
    }

    @Test
    void rejectsIncompatibleCapabilities() {
        assertThat(errors("""
                {"migration": {"capabilities": {"multifd": true, "xbzrle": true}}}
                """)).singleElement().satisfies(violation -> {
            assertThat(violation.qemu()).isEqualTo("Multifd is not compatible with xbzrle");
            assertThat(violation.pointer()).isEqualTo("/migration/capabilities/multifd");
        });
        assertThat(errors("""
                {"qemu": {"version": "7.2"}, "migration": {"capabilities": {"multifd": true, "xbzrle": true}}}
                """)).isEmpty();
    }

    @Test
    void rejectsCapabilitiesThatTheTransportDoesNotSupport() {
        assertThat(errors("""
                {"migration": {"incoming": {"listen": "exec:cat /x"}, "capabilities": {"multifd": true}}}
                """))
                .extracting(Violation::qemu)
                .containsExactly("Migration requires multi-channel URIs (e.g. tcp)");
    }

    @Test
    void rejectsUndeliverableParameters() {
        assertThat(errors("""
                {"qemu": {"version": "11.0"}, "migration": {"early": {"direct-io": true}, "incoming": {"channels": [
                  {"type": "main", "address": {"transport": "file", "filename": "/x"}},
                  {"type": "cpr", "address": {"transport": "socket", "type": "unix", "path": "/run/cpr"}}]}}}
                """))
                .filteredOn(violation -> violation.rule().equals("undeliverable"))
                .extracting(Violation::pointer)
                .containsExactly("/migration/early/direct-io");
    }

    @Test
    void warnsAboutLiveParametersThatAreDeliveredTooLate() {
        assertThat(validator.validate(Specs.read("""
                                        {"migration": {"incoming": {"listen": "tcp::4444"}, "live": {"multifd-channels": 4, "mode": "normal", "max-bandwidth": 1}}}
                                        """), CATALOGUES).violations().warnings())
                .filteredOn(violation -> violation.rule().equals("too-late"))
                .extracting(Violation::pointer)
                .containsExactly("/migration/live/multifd-channels", "/migration/live/mode");
    }

    @Test
    void reportsTheQemuMessageForInvalidBitmapMappings() {
        assertThat(errors("""
                {"migration": {"live": {"block-bitmap-mapping": [
                  {"node-name": "a", "alias": "x", "bitmaps": []}, {"node-name": "b", "alias": "x", "bitmaps": []}]}}}
                """))
                .extracting(Violation::qemu)
                .containsExactly("Invalid mapping given for block-bitmap-mapping: The node alias 'x' is used twice");
    }

    private List<Violation> errors(String json) {
        return validator.validate(Specs.read(json), CATALOGUES).violations().errors();
    }
}
