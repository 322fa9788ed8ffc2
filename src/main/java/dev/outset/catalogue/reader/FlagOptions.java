package dev.outset.catalogue.reader;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The options without a value, of all releases in {@code catalogue/command-line-options.json}. */
public final class FlagOptions {

    private static final Set<String> NAMES = names();

    private FlagOptions() {}

    private static Set<String> names() {
        Stream<String> known = ReleaseRows.file("/catalogue/command-line-options.json")
                .get("options")
                .valueStream()
                .filter(option -> !option.path("argument").asBoolean(false))
                .map(option -> option.get("name").asString());
        // QEMU removed these before the oldest release of the catalogue.
        Stream<String> older = Stream.of("nodefconfig", "no-frame");
        return Stream.concat(known, older).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether an option never has a value; the name has no dashes. */
    public static boolean contains(String name) {
        return NAMES.contains(name);
    }
}
