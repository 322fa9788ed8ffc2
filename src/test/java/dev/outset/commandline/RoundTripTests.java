package dev.outset.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.commandline.importing.CommandLineImporter;
import dev.outset.commandline.importing.ImportResult;
import dev.outset.commandline.importing.option.ImportedToken;
import dev.outset.commandline.render.CommandLineRenderer;
import dev.outset.delivery.DeliveryPlanner;
import dev.outset.validation.ValidationResult;
import dev.outset.validation.Validator;
import dev.outset.vm.QemuChoice;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Definition, argument list, definition, argument list: the second list is the first. */
class RoundTripTests {

    private final CommandLineImporter importer = new CommandLineImporter(Corpus.CATALOGUES);

    @TestFactory
    Stream<DynamicTest> everyLineOfTheCorpusComesBackAsItWas() {
        return Corpus.cases().stream()
                .filter(one -> Files.exists(one.argsFile()))
                .map(one -> DynamicTest.dynamicTest(one.toString(), () -> check(one)));
    }

    private void check(Corpus.Case one) {
        List<String> arguments = one.commandLine().arguments();
        ImportResult imported = importer.importArguments(arguments, new QemuChoice(one.version(), null));
        QemuCatalogue catalogue = Corpus.CATALOGUES.of(one.version());
        ValidationResult validated = new Validator(true).validate(imported.spec(), Corpus.CATALOGUES);

        assertThat(imported.tokens())
                .filteredOn(token -> token.outcome() == ImportedToken.Outcome.RAW)
                .extracting(ImportedToken::option)
                .isSubsetOf(one.spec().extraArguments());
        assertThat(validated.violations().errors()).isEmpty();
        assertThat(new CommandLineRenderer()
                        .render(
                                Objects.requireNonNull(imported.name()),
                                validated.spec(),
                                new DeliveryPlanner().plan(validated.spec(), catalogue),
                                catalogue,
                                Corpus.MONITOR)
                        .arguments())
                .isEqualTo(arguments);
    }
}
