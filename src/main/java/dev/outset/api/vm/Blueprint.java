package dev.outset.api.vm;

import dev.outset.catalogue.Catalogues;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.commandline.CommandLine;
import dev.outset.commandline.CommandLineRenderer;
import dev.outset.commandline.Dialect;
import dev.outset.commandline.Dialects;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.DeliveryPlanner;
import dev.outset.launch.RunFolder;
import dev.outset.vm.VmSpec;
import java.util.List;

/** What a definition comes to: its plan and its command line, as the controller would compute them. */
final class Blueprint {

    private final Catalogues catalogues;

    private final RunFolder runFolder;

    private final DeliveryPlanner planner = new DeliveryPlanner();

    private final CommandLineRenderer renderer = new CommandLineRenderer();

    Blueprint(Catalogues catalogues, RunFolder runFolder) {
        this.catalogues = catalogues;
        this.runFolder = runFolder;
    }

    /** The release of a spec that has been accepted. */
    QemuCatalogue catalogue(VmSpec spec) {
        return catalogues.of(spec.qemu().version());
    }

    /** The plan. */
    DeliveryPlan plan(VmSpec spec) {
        return planner.plan(spec, catalogue(spec));
    }

    /** The migration settings in every dialect. */
    List<Dialect> dialects(VmSpec spec) {
        return Dialects.of(spec, catalogue(spec));
    }

    /** The command line. */
    CommandLine commandLine(String name, VmSpec spec) {
        return renderer.render(name, spec, plan(spec), catalogue(spec), runFolder.monitorSocket(name));
    }
}
