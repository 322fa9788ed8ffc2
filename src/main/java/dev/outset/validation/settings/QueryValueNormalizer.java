package dev.outset.validation.settings;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.parameters.MigrationCapability;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import java.util.Optional;

/** Normalizes values of parameters and capabilities in queries, such as {@code 1GiB/s}. */
public final class QueryValueNormalizer {

    private final Catalogues catalogues;

    /** Creates an instance for the settings of all given releases. */
    public QueryValueNormalizer(Catalogues catalogues) {
        this.catalogues = catalogues;
    }

    /**
     * Returns the value in the form in which a definition stores it.
     *
     * @param name the name of the parameter
     * @param text the value, optionally with a unit
     * @return empty if no release has the parameter, or if the value is not valid for it
     */
    public Optional<String> parameter(String name, String text) {
        return catalogues.versions().reversed().stream()
                .flatMap(
                        version -> catalogues
                                .of(version)
                                .parameter(new MigrationParameter(name))
                                .flatMap(spec -> normalize(spec, text))
                                .stream())
                .findFirst();
    }

    /**
     * Returns the state of a capability in the form in which a definition is filtered: {@code on} or {@code off}.
     *
     * @param name the name of the capability
     * @param text the state
     * @return empty if no release has the capability, or if the text is not a state
     */
    public Optional<String> capability(String name, String text) {
        boolean isKnown = catalogues.versions().stream()
                .anyMatch(version -> catalogues
                        .of(version)
                        .capability(new MigrationCapability(name))
                        .isPresent());
        return isKnown ? flag(text).map(ParameterValue::toString) : Optional.empty();
    }

    private static Optional<String> normalize(ParameterSpec spec, String text) {
        return ParameterNormalizer.normalize(spec, new ParameterValue.Text(text))
                .value()
                .or(() -> flag(text)
                        .flatMap(flag ->
                                ParameterNormalizer.normalize(spec, flag).value()))
                .map(ParameterValue::toString);
    }

    private static Optional<ParameterValue> flag(String text) {
        return switch (text) {
            case "true", "on" -> Optional.of(new ParameterValue.Bool(true));
            case "false", "off" -> Optional.of(new ParameterValue.Bool(false));
            default -> Optional.empty();
        };
    }
}
