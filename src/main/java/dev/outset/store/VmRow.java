package dev.outset.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.outset.binding.Reading;
import dev.outset.binding.RecordReader;
import dev.outset.binding.RecordWriter;
import dev.outset.status.VmStatus;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Rows of the table {@code vm} and the JSON in them. */
final class VmRow {

    private static final long SPEC_CHARACTERS = 4_000_000;

    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    private final RecordReader reader = RecordReader.ofWritten();

    private final RecordWriter writer = new RecordWriter();

    private final JsonMapper mapper = JsonMapper.shared();

    /** Many VMs of a fleet have the same spec, and to read one costs as much as the rest of a row. */
    private final Cache<String, VmSpec> specs = Caffeine.newBuilder()
            .maximumWeight(SPEC_CHARACTERS)
            .weigher((String text, VmSpec spec) -> text.length())
            .build();

    StoredVm read(ResultSet row, int number) throws SQLException {
        return read(row, status -> {});
    }

    /** A VM as lists show it: nine tenths of a status are its parameters and the course of its boot. */
    StoredVm readForList(ResultSet row, int number) throws SQLException {
        return read(row, status -> {
            status.putArray("parameters");
            if (status.get("boot") instanceof ObjectNode boot) {
                boot.putArray("commandLine");
                boot.putArray("steps");
            }
        });
    }

    private StoredVm read(ResultSet row, Consumer<ObjectNode> shorten) throws SQLException {
        VmName name = new VmName(row.getString("name"));
        VmDefinition definition = new VmDefinition(
                name,
                mapper.readValue(row.getString("labels"), LABELS),
                specs.get(row.getString("spec"), text -> record(name, mapper.readTree(text), VmSpec.class)),
                row.getLong("generation"),
                row.getLong("restarts"),
                row.getBoolean("deleting"),
                instant(row, "created_at"));
        ObjectNode status = (ObjectNode) mapper.readTree(row.getString("status"));
        shorten.accept(status);
        return new StoredVm(
                definition,
                row.getLong("definition_version"),
                record(name, status, VmStatus.class),
                row.getLong("status_version"));
    }

    String json(Record value) {
        return writer.write(value).toString();
    }

    String json(Map<String, String> labels) {
        return mapper.writeValueAsString(labels);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private <T extends Record> T record(VmName name, JsonNode json, Class<T> type) {
        Reading<T> reading = reader.read(json, type);
        T value = reading.value();
        if (value == null || reading.violations().hasErrors()) {
            throw new IllegalStateException("The stored " + type.getSimpleName() + " of " + name + " cannot be read: "
                    + reading.violations().errors());
        }
        return value;
    }
}
