package dev.outset.validation.settings;

import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.parameters.MigrationParameter;
import dev.outset.parameters.ParameterValue;
import java.util.Optional;
import java.util.stream.Stream;

/** Values of parameters as one writes them in a query, such as {@code 1GiB/s}. */
public final class ParameterText {

    private final Catalogues catalogues;

    /** For the parameters of a catalogue. */
    public ParameterText(Catalogues catalogues) {
        this.catalogues = catalogues;
    }

    /**
     * The text of the value that a definition would hold.
     *
     * @param name the parameter
     * @param text the value, also with a unit
     * @return nothing if no release knows the parameter, or it takes no such value
     */
    public Optional<String> canonical(String name, String text) {
        return catalogues.versions().reversed().stream()
                .flatMap(
                        version -> catalogues
                                .of(version)
                                .parameter(new MigrationParameter(name))
                                .flatMap(spec -> canonical(spec, text))
                                .stream())
                .findFirst();
    }

    private static Optional<String> canonical(ParameterSpec spec, String text) {
        Stream<ParameterValue> forms = Stream.of(
                new ParameterValue.Text(text), new ParameterValue.Bool(text.equals("true") || text.equals("on")));
        boolean isFlag = Stream.of("true", "false", "on", "off").anyMatch(text::equals);
        return forms.filter(form -> isFlag || form instanceof ParameterValue.Text)
                .map(form -> ParameterNormalizer.read(spec, form))
                .filter(ParameterNormalizer.Outcome.Canonical.class::isInstance)
                .map(outcome -> ((ParameterNormalizer.Outcome.Canonical) outcome)
                        .value()
                        .toString())
                .findFirst();
    }
}
