package dev.outset.catalogue.reader;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** The options without a value, of all releases in {@code catalogue/command-line-options.json}. */
public final class FlagOptions {

    private static final Set<String> NAMES = names();

    private FlagOptions() {}

    private static Set<String> names() {
        try (InputStream file =
                Objects.requireNonNull(FlagOptions.class.getResourceAsStream("/catalogue/command-line-options.json"))) {
            Stream<String> known = JsonMapper.shared()
                    .readTree(file)
                    .get("options")
                    .valueStream()
                    .filter(option -> !option.path("argument").asBoolean(false))
                    .map(option -> option.get("name").asString());
            // QEMU removed these before the oldest release of the catalogue.
            Stream<String> older = Stream.of("nodefconfig", "no-frame");
            return Stream.concat(known, older).collect(Collectors.toUnmodifiableSet());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether an option never has a value; the name has no dashes. */
    public static boolean contains(String name) {
        return NAMES.contains(name);
    }
}
