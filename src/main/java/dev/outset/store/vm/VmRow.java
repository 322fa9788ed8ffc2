package dev.outset.store.vm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.outset.binding.RecordReader;
import dev.outset.binding.RecordWriter;
import dev.outset.status.VmStatus;
import dev.outset.store.database.LabelsColumn;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
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
        VmDefinition definition = new VmDefinition(
                name(row),
                LabelsColumn.read(row, "labels"),
                specs.get(row.getString("spec"), text -> reader.require(text, VmSpec.class)),
                row.getLong("generation"),
                row.getLong("restarts"),
                row.getBoolean("deleting"),
                Timestamps.instant(row, "created_at"));
        return new StoredVm(
                definition,
                row.getLong("definition_version"),
                status(row),
                row.getLong("status_version"),
                GuestHolds.read(row));
    }

    /** Reads a status, whose internal components are in a column of their own, because lists do not need them. */
    private VmStatus status(ResultSet row) throws SQLException {
        JsonNode status = mapper.readTree(row.getString("status"));
        return reader.require(
                mapper.readerForUpdating(status).<JsonNode>readValue(row.getString("details")), VmStatus.class);
    }

    /** Reads a row with the columns of {@link #LIST_COLUMNS}. */
    VmListRow readListRow(ResultSet row, int number) throws SQLException {
        return new VmListRow(
                name(row),
                LabelsColumn.read(row, "labels"),
                row.getString("spec"),
                row.getLong("generation"),
                row.getBoolean("deleting"),
                Timestamps.instant(row, "created_at"),
                row.getLong("definition_version"),
                row.getString("status"));
    }

    private static VmName name(ResultSet row) throws SQLException {
        return new VmName(row.getString("name"));
    }

    List<@Nullable Object> inserted(StoredVm vm, @Nullable String creator) {
        VmDefinition definition = vm.definition();
        List<@Nullable Object> values = new ArrayList<>();
        Collections.addAll(
                values,
                definition.name().value(),
                LabelsColumn.value(definition.labels()),
                text(definition.spec()),
                definition.generation(),
                definition.restarts(),
                definition.deleting(),
                Timestamps.timestamp(definition.createdAt()),
                vm.definitionVersion(),
                writer.text(vm.status()),
                writer.internals(vm.status()),
                vm.statusVersion(),
                definition.spec().qemu().version().toString(),
                creator);
        values.addAll(StatusColumns.values(vm.status()));
        return values;
    }

    /** Returns the statement that replaces a status. */
    Write statusUpdate(VmName name, VmStatus status, long expectedVersion) {
        List<@Nullable Object> values = new ArrayList<>(List.of(writer.text(status), writer.internals(status)));
        values.addAll(StatusColumns.values(status));
        values.addAll(List.of(name.value(), expectedVersion));
        return new Write(UPDATE_STATUS, values);
    }

    String text(VmSpec spec) {
        return texts.get(spec, this::json);
    }

    String json(Record value) {
        return writer.text(value);
    }
}
