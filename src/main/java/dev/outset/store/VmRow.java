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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows of the table {@code vm} and the JSON in them. */
final class VmRow {

    /** The columns that a list reads. */
    static final String LISTED = Stream.of(
                    "name",
                    "labels",
                    "spec",
                    "generation",
                    "restarts",
                    "deleting",
                    "created_at",
                    "definition_version",
                    "status",
                    "status_version")
            .map(column -> "vm." + column)
            .collect(Collectors.joining(", "));

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

    private final Cache<VmSpec, String> texts = Caffeine.newBuilder()
            .maximumWeight(SPEC_CHARACTERS)
            .weigher((VmSpec spec, String text) -> text.length())
            .build();

    StoredVm read(ResultSet row, int number) throws SQLException {
        return read(row, new StatusText(row.getString("status"), row.getString("course")).whole(mapper));
    }

    /** A VM as lists show it, from {@link #LISTED}. */
    StoredVm readForList(ResultSet row, int number) throws SQLException {
        return read(row, new StatusText(row.getString("status"), null).shown(mapper));
    }

    private StoredVm read(ResultSet row, JsonNode status) throws SQLException {
        VmName name = new VmName(row.getString("name"));
        VmDefinition definition = new VmDefinition(
                name,
                mapper.readValue(row.getString("labels"), LABELS),
                specs.get(row.getString("spec"), text -> record(name, mapper.readTree(text), VmSpec.class)),
                row.getLong("generation"),
                row.getLong("restarts"),
                row.getBoolean("deleting"),
                instant(row, "created_at"));
        return new StoredVm(
                definition,
                row.getLong("definition_version"),
                record(name, status, VmStatus.class),
                row.getLong("status_version"));
    }

    /** A spec as JSON. */
    String text(VmSpec spec) {
        return texts.get(spec, this::json);
    }

    /** A status as it is kept. */
    StatusText text(VmStatus status) {
        return StatusText.of(status, writer);
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
