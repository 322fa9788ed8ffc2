package dev.outset.catalogue.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.parameters.MigrationParameter;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.QemuVersion;
import org.junit.jupiter.api.Test;

class CataloguesTests {

    private final Catalogues catalogues = Catalogues.load();

    @Test
    void knowsFifteenReleases() {
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
    void ordersTheMigrationObjectBeforeTheLateBackendsUpTo80() {
        assertThat(isObjectFirst("8.0")).isTrue();
        assertThat(isObjectFirst("8.1")).isFalse();
    }

    private boolean isObjectFirst(String version) {
        return catalogues
                .of(QemuVersion.parse(version))
                .bootSequence()
                .isBefore(BootStep.MIGRATION_OBJECT_CREATED, BootStep.LATE_BACKENDS_CREATED);
    }
}
