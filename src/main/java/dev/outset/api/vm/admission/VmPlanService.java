package dev.outset.api.vm.admission;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.commandline.CommandLine;
import dev.outset.commandline.render.CommandLineRenderer;
import dev.outset.commandline.render.Dialect;
import dev.outset.commandline.render.Dialects;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.DeliveryPlanner;
import dev.outset.launch.RunFolder;
import dev.outset.vm.VmSpec;
import java.util.List;

/** What a definition comes to: its plan and its command line, as the controller would compute them. */
public final class VmPlanService {

    private final Catalogues catalogues;

    private final RunFolder runFolder;

    private final DeliveryPlanner planner = new DeliveryPlanner();

    private final CommandLineRenderer renderer = new CommandLineRenderer();

    public VmPlanService(Catalogues catalogues, RunFolder runFolder) {
        this.catalogues = catalogues;
        this.runFolder = runFolder;
    }

    /** The release of a spec that has been accepted. */
    public QemuCatalogue catalogue(VmSpec spec) {
        return catalogues.of(spec.qemu().version());
    }

    /** The plan. */
    public DeliveryPlan plan(VmSpec spec) {
        return planner.plan(spec, catalogue(spec));
    }

    /** The migration settings in every dialect. */
    public List<Dialect> dialects(VmSpec spec) {
        return Dialects.of(spec, catalogue(spec));
    }

    /** The command line. */
    public CommandLine commandLine(String name, VmSpec spec) {
        return renderer.render(name, spec, plan(spec), catalogue(spec), runFolder.monitorSocket(name));
    }
}
