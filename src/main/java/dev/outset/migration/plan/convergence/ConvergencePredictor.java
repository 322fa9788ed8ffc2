package dev.outset.migration.plan.convergence;

import dev.outset.migration.plan.compatibility.CompatibilityOutcome;
import dev.outset.migration.plan.compatibility.Endpoint;
import dev.outset.migration.plan.compatibility.EndpointPair;
import dev.outset.migration.plan.compatibility.Finding;
import dev.outset.migration.plan.compatibility.Side;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.vm.property.ByteRate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Predicts whether migrations converge. Stateless and thread-safe. */
public final class ConvergencePredictor {

    private static final String RULE = "does-not-converge";

    private static final int PERCENT = 100;

    private static final int MILLIS = 1_000;

    private final SettingNames names = SettingNames.load();

    /**
     * Predicts the course of a migration; empty if the dirty rate is unknown or the memory is not sent in iterations.
     *
     * @param measured the measured dirty rate; null if there is none
     */
    public Optional<Convergence> predict(EndpointPair pair, DeclaredLoad declared, @Nullable ByteRate measured) {
        return sendsIterations(pair.source())
                ? AssumedLoad.of(pair.source(), declared, measured).map(load -> predict(pair, load))
                : Optional.empty();
    }

    private boolean sendsIterations(Endpoint source) {
        SettingNames.WithoutIterations without = names.withoutIterations();
        return without.capabilities().stream().noneMatch(source::isOn)
                && without.parameters().entrySet().stream()
                        .noneMatch(entry -> entry.getValue().contains(source.text(entry.getKey())));
    }

    private Convergence predict(EndpointPair pair, AssumedLoad load) {
        Endpoint source = pair.source();
        TransferSettings settings = TransferSettings.of(
                names, source.settled(), source.catalogue().behaviour().dirtySyncMillis());
        Optional<Convergence.Course> course = new PrecopyModel(settings, load).converge(PrecopyModel.UNLIMITED);
        return new Convergence(
                course.isPresent(),
                message(settings, load),
                course.orElse(null),
                course.isPresent() ? List.of() : new ConvergenceAdvisor(names, pair, load).advise(),
                load.assumptions());
    }

    private String message(TransferSettings settings, AssumedLoad load) {
        PrecopyModel model = new PrecopyModel(settings, load);
        String limit = model.bandwidth() < model.link()
                ? names.maxBandwidth().name()
                : model.link() < load.link().value()
                        ? "the bandwidth of its connections (" + settings.channels() + ")"
                        : "the network";
        String throttled = settings.throttling().on()
                ? " (throttled by up to " + Math.round(settings.throttling().max() * PERCENT) + " %)"
                : "";
        return "The guest dirties " + new ByteRate(load.dirtied().value()).describe() + throttled
                + ". The source sends " + new ByteRate(Math.round(model.bandwidth())).describe() + ", limited by "
                + limit + ".";
    }

    /** Returns the warning about a migration that does not converge; empty if it converges. */
    public Optional<Finding> finding(EndpointPair pair, Convergence convergence) {
        if (convergence.converges()) {
            return Optional.empty();
        }
        String about = convergence.advice().stream()
                .flatMap(advice -> Stream.concat(
                        advice.capabilities().keySet().stream().map(MigrationCapability::name),
                        advice.parameters().names().stream().map(MigrationParameter::name)))
                .findFirst()
                .orElse(names.maxBandwidth().name());
        return Optional.of(new Finding(
                RULE,
                Finding.Severity.WARNING,
                Side.SOURCE,
                pair.source().pointer(about),
                pair.source().catalogue().version().toString(),
                CompatibilityOutcome.OK,
                "The migration does not converge. " + convergence.message(),
                null,
                convergence.advice().isEmpty()
                        ? "Reduce the load of the guest, or use a faster network."
                        : convergence.advice().stream()
                                .map(ConvergencePredictor::change)
                                .collect(Collectors.joining(". Or: ", "", "."))));
    }

    private static String change(Convergence.Advice advice) {
        Convergence.Course course = advice.course();
        return advice.action() + " (" + Math.ceilDiv(course.totalMillis(), MILLIS) + " s, downtime "
                + course.downtimeMillis() + " ms)";
    }
}
