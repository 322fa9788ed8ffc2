package dev.outset.simulator;

import dev.outset.qemu.QemuVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A case recorded from a real QEMU: a command line, QMP commands, and the result. */
record RecordedCase(String id, JsonNode qemu, List<String> arguments, List<JsonNode> commands, JsonNode expect) {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    static List<RecordedCase> read(Path corpus) {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(corpus)), StandardCharsets.UTF_8))) {
            return lines.lines().map(line -> of(MAPPER.readTree(line))).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static RecordedCase of(JsonNode line) {
        return new RecordedCase(
                line.get("id").asString(),
                line.get("qemu"),
                line.get("arguments").valueStream().map(JsonNode::asString).toList(),
                line.get("commands").valueStream().toList(),
                line.get("expect"));
    }

    Simulation.Request request() {
        return new Simulation.Request(
                QemuVersion.parse(qemu.get("version").asString()),
                qemu.get("incomingConfig").asBoolean(),
                arguments,
                commands,
                Instant.EPOCH);
    }
}
