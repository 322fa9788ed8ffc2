package dev.outset.store.vm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.outset.binding.ReadResult;
import dev.outset.binding.RecordReader;
import dev.outset.binding.RecordWriter;
import dev.outset.status.StatusDetails;
import dev.outset.status.StatusSummary;
import dev.outset.status.VmStatus;
import dev.outset.store.database.StatementBatch.Write;
import dev.outset.store.database.Timestamps;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes rows of the table {@code vm} and their JSON. */
final class VmRow {

    /** The columns of a {@link VmListRow}. */
    static final String LIST_COLUMNS = Stream.of(
                    "name", "labels", "spec", "generation", "deleting", "created_at", "definition_version", "status")
            .map(column -> "vm." + column)
            .collect(Collectors.joining(", "));

    /** The table and the columns of {@link #inserted}. */
    static final String INSERTED = """
            vm (name, labels, spec, generation, restarts, deleting, created_at, definition_version, status, details,
                status_version, qemu_version, created_by, %s)""".formatted(String.join(", ", StatusColumns.COLUMNS));

    private static final String UPDATE_STATUS =
            "update vm set status = ?, details = ?, status_version = status_version + 1, " + StatusColumns.ASSIGNMENTS
                    + " where name = ? and status_version = ?";

    private static final long SPEC_CHARACTERS = 4_000_000;

    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    private final RecordReader reader = RecordReader.forTrustedInput();

    private final RecordWriter writer = new RecordWriter();

    private final JsonMapper mapper = JsonMapper.shared();

    /** Caches specs, since many VMs have the same spec, and parsing one costs as much as the rest of a row. */
    private final Cache<String, VmSpec> specs = Caffeine.newBuilder()
            .maximumWeight(SPEC_CHARACTERS)
            .weigher((String text, VmSpec spec) -> text.length())
            .build();

    private final Cache<VmSpec, String> texts = Caffeine.newBuilder()
            .maximumWeight(SPEC_CHARACTERS)
            .weigher((VmSpec spec, String text) -> text.length())
            .build();

    StoredVm read(ResultSet row, int number) throws SQLException {
        VmName name = name(row);
        VmDefinition definition = new VmDefinition(
                name,
                labels(row),
                specs.get(row.getString("spec"), text -> record(name, text, VmSpec.class)),
                row.getLong("generation"),
                row.getLong("restarts"),
                row.getBoolean("deleting"),
                Timestamps.instant(row, "created_at"));
        VmStatus status = VmStatus.of(
                record(name, row.getString("status"), StatusSummary.class),
                record(name, row.getString("details"), StatusDetails.class));
        return new StoredVm(
                definition,
                row.getLong("definition_version"),
                status,
                row.getLong("status_version"),
                GuestHolds.read(row));
    }

    /** Reads a row with the columns of {@link #LIST_COLUMNS}. */
    VmListRow readListRow(ResultSet row, int number) throws SQLException {
        return new VmListRow(
                name(row),
                labels(row),
                row.getString("spec"),
                row.getLong("generation"),
                row.getBoolean("deleting"),
                Timestamps.instant(row, "created_at"),
                row.getLong("definition_version"),
                row.getString("status"));
    }

    private Map<String, String> labels(ResultSet row) throws SQLException {
        return mapper.readValue(row.getString("labels"), LABELS);
    }

    private static VmName name(ResultSet row) throws SQLException {
        return new VmName(row.getString("name"));
    }

    /** Returns the row of a new VM. */
    List<@Nullable Object> inserted(StoredVm vm, @Nullable String creator) {
        VmDefinition definition = vm.definition();
        List<@Nullable Object> values = new ArrayList<>();
        Collections.addAll(
                values,
                definition.name().value(),
                json(definition.labels()),
                text(definition.spec()),
                definition.generation(),
                definition.restarts(),
                definition.deleting(),
                Timestamps.timestamp(definition.createdAt()),
                vm.definitionVersion(),
                writer.text(vm.status().summary()),
                writer.text(vm.status().details()),
                vm.statusVersion(),
                definition.spec().qemu().version().toString(),
                creator);
        values.addAll(StatusColumns.values(vm.status()));
        return values;
    }

    /** Returns the statement that replaces a status. */
    Write statusUpdate(VmName name, VmStatus status, long expectedVersion) {
        List<Object> values = new ArrayList<>(List.of(writer.text(status.summary()), writer.text(status.details())));
        values.addAll(StatusColumns.values(status));
        values.addAll(List.of(name.value(), expectedVersion));
        return new Write(UPDATE_STATUS, values);
    }

    /** Returns a spec as JSON. */
    String text(VmSpec spec) {
        return texts.get(spec, this::json);
    }

    String json(Record value) {
        return writer.text(value);
    }

    String json(Map<String, String> labels) {
        return mapper.writeValueAsString(labels);
    }

    private <T extends Record> T record(VmName name, String json, Class<T> type) {
        ReadResult<T> reading = reader.read(mapper.readTree(json), type);
        T value = reading.value();
        if (value == null || reading.violations().hasErrors()) {
            throw new IllegalStateException("The stored " + type.getSimpleName() + " of " + name + " cannot be read: "
                    + reading.violations().errors());
        }
        return value;
    }
}
