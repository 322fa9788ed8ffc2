package dev.outset.binding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.RequestReader;
import dev.outset.violation.Violation;
import dev.outset.vm.VmSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RecordReaderTests {

    private final RecordReader reader = RequestReader.READER;

    private final RecordWriter writer = new RecordWriter();

    @ParameterizedTest
    @ValueSource(strings = {"{}", """
                {"qemu": {"version": "9.1", "incomingConfig": false}, "memory": {"size": "512MiB"},
                 "disks": [{"path": "/a.qcow2"}], "networkInterfaces": [{"mac": "52:54:00:12:34:56"}],
                 "migration": {"incoming": {"listen": "defer"}, "early": {"multifd-channels": 8, "mode": "normal"},
                   "live": {"max-bandwidth": "1GiB/s", "cpu-throttle-tailslow": true}, "capabilities": {"multifd": true}}}
                """, """
                {"migration": {"incoming": {"channels": [
                   {"type": "main", "address": {"transport": "socket", "type": "inet", "host": "", "port": "4444"}},
                   {"type": "cpr", "address": {"transport": "socket", "type": "unix", "path": "/run/cpr"}}]},
                  "early": {"block-bitmap-mapping": [{"node-name": "n", "alias": "a",
                     "bitmaps": [{"name": "b", "alias": "c", "transform": {"persistent": true}}]}],
                     "cpr-exec-command": ["/bin/qemu", "-x"], "max-bandwidth": 18446744073709551615}},
                 "simulation": {"stepDurations": {"board-initialised": "20ms"},
                   "faults": [{"kind": "slow-step", "step": "devices-created", "duration": "1s"},
                              {"kind": "blocked-monitor"}]}}
                """})
    void readsBackWrittenRecords(String text) {
        VmSpec spec = read(text);

        assertThat(read(writer.write(spec).toString())).isEqualTo(spec);
    }

    @Test
    void reportsAllErrorsOfABodyAtOnce() {
        ReadResult<VmSpec> result = reader.read(json("""
                        {"power": "Sideways", "colour": "red", "cpu": {"count": 0}, "memory": {"size": "much"},
                         "disks": [{"format": "vhd"}, 7], "qemu": {"version": 11}, "migration": {"live": {"max-bandwidth": -1}},
                         "machine": [], "simulation": {"faults": [{"kind": "flood"}]}}
                        """), VmSpec.class);

        assertThat(result.violations().errors())
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder(
                        "/power",
                        "/colour",
                        "/cpu/count",
                        "/memory/size",
                        "/disks/0/format",
                        "/disks/1",
                        "/qemu/version",
                        "/migration/live/max-bandwidth",
                        "/machine",
                        "/simulation/faults/0/kind");
        assertThat(result.value()).isNotNull();
    }

    private VmSpec read(String text) {
        ReadResult<VmSpec> result = reader.read(json(text), VmSpec.class);
        assertThat(result.violations().all()).isEmpty();
        assertThat(result.value()).isNotNull();
        return result.value();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
