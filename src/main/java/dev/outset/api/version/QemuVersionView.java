package dev.outset.api.version;

import dev.outset.catalogue.IncomingSupport;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.qemu.BootSequence;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A QEMU release in numbers.
 *
 * @param version the release
 * @param released the day of the release
 * @param parameters how many migration parameters it has
 * @param capabilities how many migration capabilities it has
 * @param machineTypes how many machine types it has
 * @param incomingConfig whether the proposed {@code -incoming config:} fits it
 * @param incomingForms the forms {@code -incoming} takes; null in lists
 * @param boot its start, step by step; null in lists
 */
@Schema(name = "QemuVersion", description = "A QEMU release.")
record QemuVersionView(
        String version,
        String released,
        int parameters,
        int capabilities,
        int machineTypes,

        @Schema(description = "Whether the proposed -incoming config: fits this release; no released QEMU has it.")
        boolean incomingConfig,

        @Nullable List<IncomingSupport.Form> incomingForms,
        @Nullable List<BootSequence.Stage> boot) {

    static QemuVersionView brief(QemuCatalogue catalogue) {
        return new QemuVersionView(
                catalogue.version().toString(),
                catalogue.released().toString(),
                catalogue.parameters().size(),
                catalogue.capabilities().size(),
                catalogue.machineTypes().size(),
                catalogue.incoming().configBasis(),
                null,
                null);
    }

    static QemuVersionView whole(QemuCatalogue catalogue) {
        QemuVersionView brief = brief(catalogue);
        return new QemuVersionView(
                brief.version,
                brief.released,
                brief.parameters,
                brief.capabilities,
                brief.machineTypes,
                brief.incomingConfig,
                catalogue.incoming().forms(),
                catalogue.bootSequence().stages());
    }
}
