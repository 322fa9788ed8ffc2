package dev.outset.validation.settings;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import java.util.Optional;

/** Normalizes parameter values in queries, such as {@code 1GiB/s}. */
public final class QueryValueNormalizer {

    private final Catalogues catalogues;

    /** Creates an instance for the parameters of all given releases. */
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
    public Optional<String> normalize(String name, String text) {
        return catalogues.versions().reversed().stream()
                .flatMap(
                        version -> catalogues
                                .of(version)
                                .parameter(new MigrationParameter(name))
                                .flatMap(spec -> normalize(spec, text))
                                .stream())
                .findFirst();
    }

    private static Optional<String> normalize(ParameterSpec spec, String text) {
        Optional<ParameterValue> read = ParameterNormalizer.normalize(spec, new ParameterValue.Text(text))
                .value();
        return read.or(() -> switch (text) {
                    case "true", "on" -> flag(spec, true);
                    case "false", "off" -> flag(spec, false);
                    default -> Optional.empty();
                })
                .map(ParameterValue::toString);
    }

    private static Optional<ParameterValue> flag(ParameterSpec spec, boolean on) {
        return ParameterNormalizer.normalize(spec, new ParameterValue.Bool(on)).value();
    }
}
