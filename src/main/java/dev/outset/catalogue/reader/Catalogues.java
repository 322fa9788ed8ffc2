package dev.outset.catalogue.reader;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.qemu.QemuVersion;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** The catalogues of all known releases: built-in ones, each read on first use, and ones derived from a binary. */
public final class Catalogues {

    private final CatalogueReader reader;

    private final NavigableSet<QemuVersion> builtIn;

    private final NavigableSet<QemuVersion> known;

    private final Map<QemuVersion, QemuCatalogue> byVersion = new ConcurrentHashMap<>();

    private Catalogues(CatalogueReader reader) {
        this.reader = reader;
        this.builtIn = new TreeSet<>(reader.versions());
        this.known = new ConcurrentSkipListSet<>(builtIn);
    }

    /**
     * Loads the catalogue data from the class path, under {@code catalogue/}.
     *
     * @throws IllegalStateException if a file cannot be parsed, which indicates a broken build
     */
    public static Catalogues load() {
        return new Catalogues(new CatalogueReader());
    }

    /**
     * Finds the catalogue of a release.
     *
     * @throws IllegalStateException if a row cannot be parsed, which indicates a broken build
     */
    public Optional<QemuCatalogue> find(QemuVersion version) {
        return isBuiltIn(version)
                ? Optional.of(byVersion.computeIfAbsent(version, reader::read))
                : Optional.ofNullable(byVersion.get(version));
    }

    /**
     * The catalogue of a known release.
     *
     * @throws IllegalArgumentException if the release is unknown
     */
    public QemuCatalogue of(QemuVersion version) {
        return find(version)
                .orElseThrow(() -> new IllegalArgumentException("QEMU " + version + " is not in the catalogue"));
    }

    /** Whether a release is part of the built-in data. */
    public boolean isBuiltIn(QemuVersion version) {
        return builtIn.contains(version);
    }

    /** The built-in release nearest to a version: the same one, otherwise the next older one, otherwise the oldest. */
    public QemuCatalogue nearest(QemuVersion version) {
        QemuVersion older = builtIn.floor(version);
        return of(older == null ? builtIn.first() : older);
    }

    /** Adds a release derived from a binary; built-in releases are not replaced. */
    public void add(QemuCatalogue catalogue) {
        if (!isBuiltIn(catalogue.version())) {
            byVersion.put(catalogue.version(), catalogue);
            known.add(catalogue.version());
        }
    }

    /** The known releases, oldest first. */
    public List<QemuVersion> versions() {
        return List.copyOf(known);
    }

    /** The newest known release. */
    public QemuVersion newest() {
        return known.last();
    }
}
