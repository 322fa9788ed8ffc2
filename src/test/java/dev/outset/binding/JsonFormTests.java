package dev.outset.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.outset.violation.Violation;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.Validation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON forms that annotations and types give to records. */
class JsonFormTests {

    private final RecordReader reader =
            new RecordReader(Validation.buildDefaultValidatorFactory().getValidator(), ReadLimits.DEFAULT);

    private final RecordReader trusted = RecordReader.forTrustedInput();

    private final RecordWriter writer = new RecordWriter();

    enum Colour {
        RED,
        DARK_BLUE;

        @Override
        public String toString() {
            return EnumLabels.kebab(this);
        }
    }

    record Name(@JsonValue String text) {}

    record Outer(@Internal List<Integer> hidden, String shown, Inner inner) {}

    record Inner(int shown, @Internal int hidden) {}

    @Test
    void writesInternalComponentsSeparately() {
        Outer outer = new Outer(List.of(1), "a", new Inner(2, 3));

        assertThat(writer.text(outer)).isEqualTo("{\"shown\":\"a\",\"inner\":{\"shown\":2}}");
        assertThat(writer.internals(outer)).isEqualTo("{\"hidden\":[1],\"inner\":{\"hidden\":3}}");
        assertThat(trusted.require(
                        "{\"shown\":\"a\",\"hidden\":[1],\"inner\":{\"shown\":2,\"hidden\":3}}", Outer.class))
                .isEqualTo(outer);
    }

    record Choice(
            @Default("[\"red\"]") @Size(min = 1) List<Colour> colours,
            @Size(max = 3) List<Colour> others) {}

    @Test
    void replacesAListThatIsTooShortWithoutItsInvalidElements() {
        ReadResult<Choice> read = reader.read(
                JsonMapper.shared().readTree("{\"colours\":[\"pink\"],\"others\":[\"pink\",\"dark-blue\"]}"),
                Choice.class);

        assertThat(read.violations().errors())
                .extracting(Violation::pointer)
                .containsExactly("/colours/0", "/others/0");
        assertThat(read.value()).isEqualTo(new Choice(List.of(Colour.RED), List.of(Colour.DARK_BLUE)));
    }

    record Length(@JsonValue long metres) {
        @JsonCreator
        static Length parse(String text) {
            return new Length(
                    text.endsWith("km") ? 1000 * Long.parseLong(text.replace("km", "")) : Long.parseLong(text));
        }
    }

    @Discriminator("shape")
    sealed interface Shape {}

    record Circle(Length radius) implements Shape {}

    record Group(List<Shape> shapes) implements Shape {}

    @Discriminator("corners")
    sealed interface Polygon extends Shape {}

    record Triangle(boolean isosceles) implements Polygon {}

    @Untagged("a number, a text or a list of texts")
    sealed interface Value {}

    record Whole(@JsonValue BigInteger value) implements Value {}

    record Text(@JsonValue String value) implements Value {}

    record Texts(@JsonValue List<String> values) implements Value {}

    record Everything(
            @JsonProperty("the-name") Name name,
            @Default("dark-blue") Colour colour,
            @Default("2km") Length length,
            @Default("500ms") Duration duration,
            @Default("true") boolean flag,
            Instant at,
            LocalDate day,
            @Nullable Integer small,
            long large,
            double fraction,
            BigInteger huge,
            Optional<String> note,
            Set<Colour> colours,
            List<List<Integer>> matrix,
            Map<Name, List<Shape>> shapes,
            Map<Colour, Value> values,
            ObjectNode object,
            JsonNode any,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String shown) {}

    private static final String EVERYTHING = """
            {"the-name":"n","at":"2026-01-01T00:00:00Z","day":"2026-01-02","large":9223372036854775807,"fraction":0.5,
             "huge":18446744073709551615,"colours":["red"],"matrix":[[1,2],[]],
             "shapes":{"x":[{"shape":"circle","radius":"3km"},{"shape":"group","shapes":[]},
                            {"shape":"polygon","corners":"triangle","isosceles":true}]},
             "values":{"red":7,"dark-blue":["a"]},"object":{"k":1},"any":[null]}
            """;

    @Test
    void readsBackWrittenValuesOfAllTypes() {
        Everything read = trusted.require(EVERYTHING, Everything.class);

        assertThat(trusted.require(writer.text(read), Everything.class)).isEqualTo(read);
        assertThat(read.colour()).isEqualTo(Colour.DARK_BLUE);
        assertThat(read.length()).isEqualTo(new Length(2000));
        assertThat(read.note()).isEmpty();
        assertThat(read.shapes().get(new Name("x"))).hasSize(3).last().isEqualTo(new Triangle(true));
        assertThat(read.values()).containsEntry(Colour.RED, new Whole(BigInteger.valueOf(7)));
        assertThat(writer.text(read))
                .contains("\"shape\":\"polygon\",\"corners\":\"triangle\"", "\"radius\":3000", "\"shown\":null")
                .contains("\"duration\":\"500ms\"");
    }

    @Test
    void readsVariantsAtTopLevel() {
        assertThat(trusted.require("{\"shape\":\"circle\",\"radius\":5}", Shape.class))
                .isEqualTo(new Circle(new Length(5)));
        assertThat(writer.text(new Circle(new Length(5)))).isEqualTo("{\"shape\":\"circle\",\"radius\":5}");
    }

    @Test
    void listsTheErrorsOfInvalidStoredValues() {
        assertThatThrownBy(() -> trusted.require("{\"shape\":\"square\"}", Shape.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("circle, group, polygon");
        assertThatThrownBy(() -> trusted.require("[true]", Value.class)).hasMessageContaining("a number, a text or");
    }

    @Retention(RetentionPolicy.RUNTIME)
    @Constraint(validatedBy = Ordered.Check.class)
    @interface Ordered {
        String message() default "The minimum must not exceed the maximum";

        Class<?>[] groups() default {};

        Class<? extends Payload>[] payload() default {};

        class Check implements ConstraintValidator<Ordered, Range> {
            @Override
            public boolean isValid(Range range, ConstraintValidatorContext context) {
                if (range.min() > range.max()) {
                    context.disableDefaultConstraintViolation();
                    context.buildConstraintViolationWithTemplate("exceeds the maximum")
                            .addPropertyNode("min")
                            .addConstraintViolation();
                }
                return range.min() <= range.max() && range.max() != 13;
            }
        }
    }

    @Ordered
    record Range(int min, @Max(100) int max) {}

    record Constrained(
            @Size(max = 3) List<@Size(max = 5) String> words,
            Map<@Pattern(regexp = "[a-z]+") String, @Max(9) Integer> counts,
            List<Range> ranges) {}

    @Test
    void reportsConstraintsOnElementsAndTypesTogetherWithOtherErrors() {
        ReadResult<Constrained> result = reader.read(json("""
                {"words": [7, "short", "longer"], "counts": {"a/B": 1, "c": 10, "d": "x"}, "colour": 1,
                 "ranges": [{"min": 1, "max": 2}, {"min": 1, "max": 13}, {"min": 200, "max": 101}]}
                """), Constrained.class);

        assertThat(result.violations().errors())
                .extracting(Violation::pointer, Violation::message)
                .containsExactlyInAnyOrder(
                        tuple("/colour", "Unknown field 'colour'"),
                        tuple("/words/0", "Expected a string, got the number 7"),
                        tuple("/words/2", "The entry size must be between 0 and 5"),
                        tuple("/counts/d", "Expected a whole number, got the string 'x'"),
                        tuple("/counts/a~1B", "The entry must match \"[a-z]+\""),
                        tuple("/counts/c", "The entry must be less than or equal to 9"),
                        tuple("/ranges/1", "The minimum must not exceed the maximum"),
                        tuple("/ranges/2/min", "exceeds the maximum"),
                        tuple("/ranges/2/max", "The field 'max' must be less than or equal to 100"));
        assertThat(result.value()).isNotNull();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
