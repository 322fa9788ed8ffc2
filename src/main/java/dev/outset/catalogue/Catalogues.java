package dev.outset.catalogue;

import dev.outset.qemu.QemuVersion;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The catalogues of every known release. */
public final class Catalogues {

    private final NavigableMap<QemuVersion, QemuCatalogue> byVersion;

    private Catalogues(NavigableMap<QemuVersion, QemuCatalogue> byVersion) {
        this.byVersion = byVersion;
    }

    /**
     * Reads the rows that stand in the class path under {@code catalogue/}.
     *
     * @throws IllegalStateException if a row cannot be read: the data and this code come from one build
     */
    public static Catalogues load() {
        NavigableMap<QemuVersion, QemuCatalogue> byVersion = new TreeMap<>();
        new CatalogueReader().read().forEach(catalogue -> byVersion.put(catalogue.version(), catalogue));
        return new Catalogues(byVersion);
    }

    /** The catalogue of a release, if it is known. */
    public Optional<QemuCatalogue> find(QemuVersion version) {
        return Optional.ofNullable(byVersion.get(version));
    }

    /**
     * The catalogue of a release that is known to be known.
     *
     * @throws IllegalArgumentException if it is not
     */
    public QemuCatalogue of(QemuVersion version) {
        return find(version)
                .orElseThrow(() -> new IllegalArgumentException("QEMU " + version + " is not in the catalogue"));
    }

    /** The known releases, oldest first. */
    public List<QemuVersion> versions() {
        return List.copyOf(byVersion.keySet());
    }

    /** The newest known release. */
    public QemuVersion newest() {
        return byVersion.lastKey();
    }
}
