package dev.outset.pairing;

import dev.outset.migration.MigrationCapability;
import dev.outset.migration.MigrationParameter;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Two ends and what is between them.
 *
 * @param source where the guest runs
 * @param destination where it is to run
 * @param transport the transport of the main stream
 * @param uri where the source connects to
 * @param listenUri where the destination listens
 * @param afterListening whether the destination's settings come after {@code migrate-incoming}
 */
record Pair(End source, End destination, String transport, String uri, String listenUri, boolean afterListening) {

    private static final Pattern NUMBER = Pattern.compile("\\d+");

    End end(Side side) {
        return switch (side) {
            case SOURCE -> source;
            case DESTINATION -> destination;
        };
    }

    boolean all(List<PairCondition> conditions) {
        return conditions.stream().allMatch(this::holds);
    }

    private boolean holds(PairCondition condition) {
        return switch (condition) {
            case PairCondition.CapabilityIs is -> isOn(is.side(), is.capability()) == is.on();
            case PairCondition.ParameterAmong value ->
                value.values().contains(text(value.side(), value.parameter())) == value.among();
            case PairCondition.PropertyAmong property ->
                Optional.ofNullable(end(property.side()).property(property.property()))
                        .map(property.values()::contains)
                        .orElse(property.orUnknown());
            case PairCondition.MissingObject(Side side, String parameter) -> {
                String id = text(side, parameter);
                yield !id.isEmpty() && !end(side).guest().objects().contains(id);
            }
            case PairCondition.SetsWithout(Side side, String parameter) ->
                !end(side).parameters().isEmpty() && !end(side).parameters().has(new MigrationParameter(parameter));
            case PairCondition.BuildLacks(Side side, String option) ->
                !end(side).catalogue().build().contains(option);
            case PairCondition.Compared(String parameter, PairCondition.Relation relation) ->
                compares(text(Side.SOURCE, parameter), relation, text(Side.DESTINATION, parameter));
            case PairCondition.CapabilityDiffers(String capability) ->
                isOn(Side.SOURCE, capability) != isOn(Side.DESTINATION, capability);
            case PairCondition.Holds(Circumstance circumstance) ->
                circumstance.of(this).isPresent();
            case PairCondition.TransportAmong some -> some.transports().contains(transport) == some.among();
            case PairCondition.NoneOf(List<PairCondition> some) -> some.stream().noneMatch(this::holds);
        };
    }

    /** What each end has of what the rule is about. */
    Difference difference(PairRule rule) {
        for (PairCondition condition : rule.when()) {
            if (condition instanceof PairCondition.Holds(Circumstance circumstance)) {
                Difference words = circumstance.of(this).orElse(Difference.PLAIN);
                if (!words.equals(Difference.PLAIN)) {
                    return words;
                }
            }
        }
        return new Difference(shown(source, rule.about()), shown(destination, rule.about()));
    }

    private static String shown(End end, String name) {
        if (name.startsWith("/")) {
            return "";
        }
        return end.isCapability(name)
                ? end.isOn(new MigrationCapability(name)) ? "on" : "off"
                : end.text(new MigrationParameter(name));
    }

    private boolean isOn(Side side, String capability) {
        return end(side).isOn(new MigrationCapability(capability));
    }

    private String text(Side side, String parameter) {
        return end(side).text(new MigrationParameter(parameter));
    }

    private static boolean compares(String source, PairCondition.Relation relation, String destination) {
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
