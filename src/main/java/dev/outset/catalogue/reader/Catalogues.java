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

/**
 * The catalogues of every known release: those of the data, each read when it is first asked for, and those that were learned
 * from a binary.
 */
public final class Catalogues {

    private final CatalogueReader reader;

    private final NavigableSet<QemuVersion> inData;

    private final NavigableSet<QemuVersion> known;

    private final Map<QemuVersion, QemuCatalogue> byVersion = new ConcurrentHashMap<>();

    private Catalogues(CatalogueReader reader) {
        this.reader = reader;
        this.inData = new TreeSet<>(reader.versions());
        this.known = new ConcurrentSkipListSet<>(inData);
    }

    /**
     * Reads the rows that stand in the class path under {@code catalogue/}.
     *
     * @throws IllegalStateException if a file cannot be read: the data and this code come from one build
     */
    public static Catalogues load() {
        return new Catalogues(new CatalogueReader());
    }

    /**
     * The catalogue of a release, if it is known.
     *
     * @throws IllegalStateException if a row of it cannot be read: the data and this code come from one build
     */
    public Optional<QemuCatalogue> find(QemuVersion version) {
        return isInData(version)
                ? Optional.of(byVersion.computeIfAbsent(version, reader::read))
                : Optional.ofNullable(byVersion.get(version));
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
        return inData.contains(version);
    }

    /** The release in the data that is nearest to one: itself, else the next older one, else the oldest. */
    public QemuCatalogue nearest(QemuVersion version) {
        QemuVersion older = inData.floor(version);
        return of(older == null ? inData.first() : older);
    }

    /** Adds a release that a binary has shown. One that stands in the data stays as it is. */
    public void learn(QemuCatalogue catalogue) {
        if (!isInData(catalogue.version())) {
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
