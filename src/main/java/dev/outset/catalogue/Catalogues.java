package dev.outset.catalogue;

import dev.outset.qemu.QemuVersion;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The catalogues of every known release: those of the data, and those that were learned from a binary. */
public final class Catalogues {

    private final NavigableMap<QemuVersion, QemuCatalogue> read;

    private final NavigableMap<QemuVersion, QemuCatalogue> byVersion;

    private Catalogues(NavigableMap<QemuVersion, QemuCatalogue> read) {
        this.read = read;
        this.byVersion = new ConcurrentSkipListMap<>(read);
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

    /** Whether a release stands in the data. */
    public boolean isInData(QemuVersion version) {
        return read.containsKey(version);
    }

    /** The release in the data that is nearest to one: itself, else the next older one, else the oldest. */
    public QemuCatalogue nearest(QemuVersion version) {
        QemuVersion older = read.floorKey(version);
        return of(older == null ? read.firstKey() : older);
    }

    /** Adds a release that a binary has shown. One that stands in the data stays as it is. */
    public void learn(QemuCatalogue catalogue) {
        if (!isInData(catalogue.version())) {
            byVersion.put(catalogue.version(), catalogue);
        }
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
