package dev.outset.catalogue.reader;

import dev.outset.binding.RecordReader;
import dev.outset.qemu.QemuVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rows of one release. A row is valid from {@code since} until before {@code removedIn}, and in builds with the
 * feature {@code if}; each entry of {@code changes} replaces members from a given release on.
 */
public final class ReleaseRows {

    private static final RecordReader READER = RecordReader.forTrustedInput();

    private final QemuVersion version;

    private final Set<String> build;

    /**
     * Creates the rows of a release.
     *
     * @param version the release
     * @param build its build options
     */
    public ReleaseRows(QemuVersion version, Set<String> build) {
        this.version = version;
        this.build = build;
    }

    /** Reads a JSON file of the class path. */
    public static JsonNode file(String path) {
        try (InputStream stream =
                Objects.requireNonNull(ReleaseRows.class.getResourceAsStream(path), () -> path + " is missing")) {
            return JsonMapper.shared().readTree(stream);
        } catch (IOException failure) {
            throw new UncheckedIOException(path, failure);
        }
    }

    QemuVersion version() {
        return version;
    }

    /** Whether the release is a version or newer, given as text. */
    boolean isAtLeast(JsonNode other) {
        return version.isAtLeast(QemuVersion.parse(other.asString()));
    }

    /** Whether the release is a version, given as text; false if none is given. */
    boolean isVersion(@Nullable JsonNode other) {
        return other != null && version.toString().equals(other.asString());
    }

    /** Whether the release was built with a feature; true if no feature is given. */
    boolean hasBuilt(@Nullable JsonNode feature) {
        return feature == null || build.contains(feature.asString());
    }

    /** The rows that apply to the release. */
    Stream<ObjectNode> rows(JsonNode rows) {
        return rows.valueStream().filter(this::applies).map(this::changed);
    }

    /** Reads the rows that apply to the release as records. */
    public <T> List<T> read(JsonNode rows, Class<T> type) {
        return read(rows, type, row -> {});
    }

    /**
     * Reads the rows that apply to the release as records.
     *
     * @param rows the rows
     * @param type the type of the records
     * @param preparation changes the members that depend on more than the row
     */
    <T> List<T> read(JsonNode rows, Class<T> type, Consumer<ObjectNode> preparation) {
        List<String> unread = unread(type);
        return rows(rows)
                .map(row -> {
                    preparation.accept(row);
                    return READER.require(row.remove(unread), type);
                })
                .toList();
    }

    /** Reads a row as a record; null if the release lacks it. */
    <T> @Nullable T readIfPresent(JsonNode row, Class<T> type) {
        return applies(row) ? READER.require(changed(row).remove(unread(type)), type) : null;
    }

    /** The members that select rows, except those that the records contain. */
    private static List<String> unread(Class<?> type) {
        Set<String> components = type.isRecord()
                ? Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getName)
                        .collect(Collectors.toSet())
                : Set.of();
        return Stream.of("if", "changes", "since", "removedIn")
                .filter(member -> !components.contains(member))
                .toList();
    }

    private boolean applies(JsonNode row) {
        return (!row.has("since") || isAtLeast(row.get("since")))
                && (!row.has("removedIn") || !isAtLeast(row.get("removedIn")))
                && hasBuilt(row.get("if"));
    }

    private ObjectNode changed(JsonNode row) {
        ObjectNode changed = (ObjectNode) row.deepCopy();
        row.path("changes")
                .valueStream()
                .filter(change -> isAtLeast(change.get("from")))
                .flatMap(change -> change.propertyStream())
                .filter(member -> !member.getKey().equals("from"))
                .forEach(member -> changed.set(member.getKey(), member.getValue()));
        return changed;
    }
}
