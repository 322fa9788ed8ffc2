package dev.outset.api.version;

import dev.outset.catalogue.IncomingSupport;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.qemu.BootSequence;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A QEMU release.
 *
 * @param version the release
 * @param released the release date
 * @param parameters the number of migration parameters
 * @param capabilities the number of migration capabilities
 * @param machineTypes the number of machine types
 * @param incomingConfig whether the proposed {@code -incoming config:} is applicable to this release; no released QEMU
 *     supports it
 * @param incomingForms the supported forms of {@code -incoming}; null in lists
 * @param boot the boot sequence; null in lists
 */
@Schema(name = "QemuVersion")
record QemuVersionView(
        String version,
        String released,
        int parameters,
        int capabilities,
        int machineTypes,
        boolean incomingConfig,
        @Nullable List<IncomingSupport.Form> incomingForms,
        @Nullable List<BootSequence.Stage> boot) {

    static QemuVersionView summary(QemuCatalogue catalogue) {
        return of(catalogue, null, null);
    }

    static QemuVersionView details(QemuCatalogue catalogue) {
        return of(
                catalogue,
                catalogue.incoming().forms(),
                catalogue.bootSequence().stages());
    }

    private static QemuVersionView of(
            QemuCatalogue catalogue,
            @Nullable List<IncomingSupport.Form> forms,
            @Nullable List<BootSequence.Stage> boot) {
        return new QemuVersionView(
                catalogue.version().toString(),
                catalogue.released().toString(),
                catalogue.parameters().size(),
                catalogue.capabilities().size(),
                catalogue.machineTypes().size(),
                catalogue.incoming().supportsConfig(),
                forms,
                boot);
    }
}
