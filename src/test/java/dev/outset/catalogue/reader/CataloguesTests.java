package dev.outset.catalogue.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.parameters.MigrationParameter;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.QemuVersion;
import org.junit.jupiter.api.Test;

/** The built-in catalogues. */
class CataloguesTests {

    private final Catalogues catalogues = Catalogues.load();

    @Test
    void containsFifteenReleases() {
        assertThat(catalogues.versions()).hasSize(15);
        assertThat(catalogues.newest()).isEqualTo(QemuVersion.parse("11.1"));
    }

    @Test
    void addsAndRemovesParametersByRelease() {
        assertThat(catalogues.of(QemuVersion.parse("9.0")).parameter(new MigrationParameter("direct-io")))
                .isEmpty();
        assertThat(catalogues.of(QemuVersion.parse("9.1")).parameter(new MigrationParameter("direct-io")))
                .isPresent();
        assertThat(catalogues.of(QemuVersion.parse("9.1")).parameter(new MigrationParameter("compress-level")))
                .isEmpty();
    }

    @Test
    void ordersMigrationObjectBeforeLateBackendsUpTo80() {
        assertThat(isMigrationObjectFirst("8.0")).isTrue();
        assertThat(isMigrationObjectFirst("8.1")).isFalse();
    }

    private boolean isMigrationObjectFirst(String version) {
        return catalogues
                .of(QemuVersion.parse(version))
                .bootSequence()
                .isBefore(BootStep.MIGRATION_OBJECT_CREATED, BootStep.LATE_BACKENDS_CREATED);
    }
}
