package dev.outset.commandline;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.commandline.importing.CommandLineImporter;
import dev.outset.commandline.importing.ImportResult;
import dev.outset.commandline.render.CommandLineRenderer;
import dev.outset.delivery.DeliveryPlan;
import dev.outset.delivery.DeliveryPlanner;
import dev.outset.support.RequestReader;
import dev.outset.validation.ValidationResult;
import dev.outset.validation.Validator;
import dev.outset.vm.QemuChoice;
import dev.outset.vm.VmSpec;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Measures rendering, importing and validating one full VM. {@code main} prints the results. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class CommandLineBenchmark {

    private static final Corpus.Case FULL = Corpus.cases().stream()
            .filter(testCase -> testCase.toString().equals("full-vm on 11.1"))
            .findFirst()
            .orElseThrow();

    private final QemuCatalogue catalogue = Corpus.CATALOGUES.of(FULL.version());

    private final VmSpec spec = FULL.validated().spec();

    private final DeliveryPlan plan = DeliveryPlanner.plan(spec, catalogue);

    private final List<String> arguments = FULL.commandLine().arguments();

    private final CommandLineImporter importer = new CommandLineImporter(Corpus.CATALOGUES, RequestReader.READER);

    private final Validator validator = new Validator();

    /** Renders the argument list from an existing plan. */
    @Benchmark
    public List<String> render() {
        return new CommandLineRenderer()
                .render("full-vm", spec, plan, catalogue, Corpus.MONITOR)
                .arguments();
    }

    /** Creates the delivery plan and renders the argument list. */
    @Benchmark
    public List<String> planAndRender() {
        return new CommandLineRenderer()
                .render("full-vm", spec, DeliveryPlanner.plan(spec, catalogue), catalogue, Corpus.MONITOR)
                .arguments();
    }

    /** Imports an argument list. */
    @Benchmark
    public ImportResult importing() {
        return importer.importArguments(arguments, new QemuChoice(FULL.version(), false));
    }

    /** Validates the definition with all rules. */
    @Benchmark
    public ValidationResult validating() {
        return validator.validate(spec, Corpus.CATALOGUES);
    }

    /** Runs the benchmarks of this class and prints the results. */
    public static void main(String[] arguments) throws java.io.IOException {
        org.openjdk.jmh.Main.main(new String[] {CommandLineBenchmark.class.getName() + ".*"});
    }
}
