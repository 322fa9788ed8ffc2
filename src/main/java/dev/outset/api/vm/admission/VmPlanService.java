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

/** Computes the delivery plan and the command line of a definition, exactly as the controller does. */
public final class VmPlanService {

    private final Catalogues catalogues;

    private final RunFolder runFolder;

    private final CommandLineRenderer renderer = new CommandLineRenderer();

    /** Plans with the given catalogues; {@code runFolder} determines the paths of monitor sockets. */
    public VmPlanService(Catalogues catalogues, RunFolder runFolder) {
        this.catalogues = catalogues;
        this.runFolder = runFolder;
    }

    /** The catalogue of the QEMU release of an accepted spec. */
    public QemuCatalogue catalogue(VmSpec spec) {
        return catalogues.of(spec.qemu().version());
    }

    /** The delivery plan of a spec. */
    public DeliveryPlan plan(VmSpec spec) {
        return DeliveryPlanner.plan(spec, catalogue(spec));
    }

    /** The migration settings of a spec in every dialect. */
    public List<Dialect> dialects(VmSpec spec) {
        return Dialects.of(spec, catalogue(spec));
    }

    /** The command line of a spec for the VM {@code name}. */
    public CommandLine commandLine(String name, VmSpec spec) {
        return renderer.render(name, spec, plan(spec), catalogue(spec), runFolder.monitorSocket(name));
    }
}
