package dev.outset.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.QemuCatalogue;
import dev.outset.commandline.importing.CommandLineImporter;
import dev.outset.commandline.importing.ImportResult;
import dev.outset.commandline.importing.option.ImportedToken;
import dev.outset.commandline.render.CommandLineRenderer;
import dev.outset.delivery.DeliveryPlanner;
import dev.outset.support.RequestReader;
import dev.outset.validation.ValidationResult;
import dev.outset.validation.Validator;
import dev.outset.vm.QemuChoice;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Renders a definition, imports the argument list and renders it again: both argument lists are equal. */
class RoundTripTests {

    private final CommandLineImporter importer = new CommandLineImporter(Corpus.CATALOGUES, RequestReader.READER);

    @TestFactory
    Stream<DynamicTest> rendersEveryImportedCommandLineUnchanged() {
        return Corpus.cases().stream()
                .filter(testCase -> Files.exists(testCase.argsFile()))
                .map(testCase -> DynamicTest.dynamicTest(testCase.toString(), () -> check(testCase)));
    }

    private void check(Corpus.Case testCase) {
        List<String> arguments = testCase.commandLine().arguments();
        ImportResult imported = importer.importArguments(arguments, new QemuChoice(testCase.version(), false));
        QemuCatalogue catalogue = Corpus.CATALOGUES.of(testCase.version());
        ValidationResult validated = new Validator(true).validate(imported.spec(), Corpus.CATALOGUES);

        assertThat(imported.tokens())
                .filteredOn(token -> token.outcome() == ImportedToken.Outcome.RAW)
                .extracting(ImportedToken::option)
                .isSubsetOf(testCase.spec().extraArguments());
        assertThat(validated.violations().errors()).isEmpty();
        assertThat(new CommandLineRenderer()
                        .render(
                                Objects.requireNonNull(imported.name()),
                                validated.spec(),
                                DeliveryPlanner.plan(validated.spec(), catalogue),
                                catalogue,
                                Corpus.MONITOR)
                        .arguments())
                .isEqualTo(arguments);
    }
}
