package dev.outset.validation;

import dev.outset.catalogue.Catalogues;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.migration.MigrationParameter;
import dev.outset.migration.ParameterValue;
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
                .map(form -> ParameterForm.read(spec, form))
                .filter(ParameterForm.Outcome.Canonical.class::isInstance)
                .map(outcome ->
                        ((ParameterForm.Outcome.Canonical) outcome).value().toString())
                .findFirst();
    }
}
