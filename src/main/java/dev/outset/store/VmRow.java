package dev.outset.store;

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
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Rows of the table {@code vm} and the JSON in them. */
final class VmRow {

    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    private final RecordReader reader = RecordReader.ofWritten();

    private final RecordWriter writer = new RecordWriter();

    private final JsonMapper mapper = JsonMapper.shared();

    StoredVm read(ResultSet row, int number) throws SQLException {
        VmName name = new VmName(row.getString("name"));
        VmDefinition definition = new VmDefinition(
                name,
                mapper.readValue(row.getString("labels"), LABELS),
                record(name, row.getString("spec"), VmSpec.class),
                row.getLong("generation"),
                row.getLong("restarts"),
                row.getBoolean("deleting"),
                instant(row, "created_at"));
        VmStatus status = record(name, row.getString("status"), VmStatus.class);
        return new StoredVm(definition, row.getLong("definition_version"), status, row.getLong("status_version"));
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

    private <T extends Record> T record(VmName name, String json, Class<T> type) {
        Reading<T> reading = reader.read(mapper.readTree(json), type);
        T value = reading.value();
        if (value == null || reading.violations().hasErrors()) {
            throw new IllegalStateException("The stored " + type.getSimpleName() + " of " + name + " cannot be read: "
                    + reading.violations().errors());
        }
        return value;
    }
}
