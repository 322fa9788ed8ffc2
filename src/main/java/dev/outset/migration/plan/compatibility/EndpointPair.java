package dev.outset.migration.plan.compatibility;

import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The two endpoints of a migration and the transport between them.
 *
 * @param source the endpoint that runs the guest
 * @param destination the endpoint that receives the guest
 * @param transport the transport of the main stream
 * @param uri the URI that the source connects to
 * @param listenUri the URI that the destination listens on
 * @param host the host that the source connects to; empty for an address without one
 * @param afterListening whether the destination's settings are applied after {@code migrate-incoming}
 */
public record EndpointPair(
        Endpoint source,
        Endpoint destination,
        String transport,
        String uri,
        String listenUri,
        String host,
        boolean afterListening) {

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    Endpoint endpoint(Side side) {
        return switch (side) {
            case SOURCE -> source;
            case DESTINATION -> destination;
        };
    }

    boolean all(List<RuleTrigger> conditions) {
        return conditions.stream().allMatch(this::holds);
    }

    private boolean holds(RuleTrigger condition) {
        return switch (condition) {
            case RuleTrigger.CapabilityIs is -> isOn(is.side(), is.capability()) == is.on();
            case RuleTrigger.ParameterAmong value ->
                value.values().contains(text(value.side(), value.parameter())) == value.among();
            case RuleTrigger.PropertyAmong property ->
                Optional.ofNullable(endpoint(property.side()).property(property.property()))
                        .map(property.values()::contains)
                        .orElse(property.orUnknown());
            case RuleTrigger.MissingObject(Side side, String parameter) -> {
                String id = text(side, parameter);
                yield !id.isEmpty() && !endpoint(side).guest().objects().contains(id);
            }
            case RuleTrigger.OtherThanHost(Side side, String parameter) -> {
                String name = text(side, parameter);
                yield !name.isEmpty() && !host.isEmpty() && !name.equals(host);
            }
            case RuleTrigger.SetsWithout(Side side, String parameter) ->
                !endpoint(side).parameters().isEmpty()
                        && !endpoint(side).parameters().has(new MigrationParameter(parameter));
            case RuleTrigger.BuildLacks(Side side, String option) ->
                !endpoint(side).catalogue().build().contains(option);
            case RuleTrigger.Compared(String parameter, RuleTrigger.Relation relation) ->
                compares(text(Side.SOURCE, parameter), relation, text(Side.DESTINATION, parameter));
            case RuleTrigger.CapabilityDiffers(String capability) ->
                isOn(Side.SOURCE, capability) != isOn(Side.DESTINATION, capability);
            case RuleTrigger.Holds(PairFact fact) -> fact.of(this).isPresent();
            case RuleTrigger.TransportAmong some -> some.transports().contains(transport) == some.among();
            case RuleTrigger.NoneOf(List<RuleTrigger> some) -> some.stream().noneMatch(this::holds);
        };
    }

    /** Returns the values of both sides that a rule is about. */
    public ValueDifference difference(CompatibilityRule rule) {
        for (RuleTrigger condition : rule.when()) {
            if (condition instanceof RuleTrigger.Holds(PairFact fact)) {
                ValueDifference words = fact.of(this).orElse(ValueDifference.PLAIN);
                if (!words.equals(ValueDifference.PLAIN)) {
                    return words;
                }
            }
        }
        return new ValueDifference(shown(source, rule.about()), shown(destination, rule.about()));
    }

    private static String shown(Endpoint endpoint, String name) {
        if (name.startsWith("/")) {
            return "";
        }
        return endpoint.isCapability(name)
                ? endpoint.isOn(new MigrationCapability(name)) ? "on" : "off"
                : endpoint.text(new MigrationParameter(name));
    }

    private boolean isOn(Side side, String capability) {
        return endpoint(side).isOn(new MigrationCapability(capability));
    }

    private String text(Side side, String parameter) {
        return endpoint(side).text(new MigrationParameter(parameter));
    }

    private static boolean compares(String source, RuleTrigger.Relation relation, String destination) {
        return switch (relation) {
            case DIFFERENT -> !source.equals(destination);
            case LESS -> order(source, destination) < 0;
            case GREATER -> order(source, destination) > 0;
        };
    }

    private static int order(String one, String other) {
        return NUMBER.matcher(one).matches() && NUMBER.matcher(other).matches()
                ? new BigInteger(one).compareTo(new BigInteger(other))
                : 0;
    }
}
