package dev.outset.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.DataSizeLimits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.time.DurationMin;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checks that {@code docs/settings.md} matches the configuration records; {@code -Dcorpus.update} regenerates it. */
class SettingsTableTests {

    private static final Path TABLE = Path.of("docs/settings.md");

    private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");

    private final JsonNode metadata = read();

    private static JsonNode read() {
        try (InputStream stream = Files.newInputStream(METADATA)) {
            return JsonMapper.shared().readTree(stream);
        } catch (IOException missing) {
            throw new IllegalStateException("The configuration processor did not run", missing);
        }
    }

    @Test
    void listsEverySettingWithItsDefaultAndLimits() throws Exception {
        String table = table();
        if (System.getProperty("corpus.update") != null) {
            Files.writeString(TABLE, table);
        }

        assertThat(Files.readString(TABLE)).isEqualTo(table);
    }

    @Test
    void describesEverySetting() {
        assertThat(outsetProperties())
                .isNotEmpty()
                .allSatisfy(property -> assertThat(property.path("description").asString(""))
                        .as(property.path("name").asString())
                        .isNotBlank());
    }

    /** Numbers, durations and sizes always have limits, which the start of the service checks. */
    @Test
    void limitsEveryQuantity() throws Exception {
        List<Class<?>> quantities = List.of(int.class, long.class, Duration.class, DataSize.class);
        for (JsonNode property : outsetProperties().toList()) {
            Class<?> type = Class.forName(property.path("sourceType").asString());
            String name = property.path("name").asString();
            RecordComponent component =
                    component(type, name.substring(name.lastIndexOf('.') + 1)).orElseThrow();
            if (quantities.contains(component.getType())) {
                assertThat(limits(component)).as(name).isNotEmpty();
                assertThat(type).as(name).hasAnnotation(Validated.class);
            }
        }
    }

    private Stream<JsonNode> outsetProperties() {
        return metadata.path("properties")
                .valueStream()
                .filter(property -> property.path("name").asString().startsWith("outset."));
    }

    private String table() throws Exception {
        StringBuilder text = new StringBuilder("""
                # Settings

                Generated from the configuration records and `application.yml` by `SettingsTableTests`; `mvn test -Dtest=SettingsTableTests -Dcorpus.update` regenerates it.

                Set them in an `application.yml` next to the jar, as `--outset.api.page-size=20`, or as an environment
                variable (`OUTSET_API_PAGESIZE=20`). Durations are `500ms`, `5s`, `1m`, `7d`; sizes `8KB`, `1MB`. With an
                invalid value, the service does not start and reports the setting.
                """);
        Map<String, List<JsonNode>> groups = outsetProperties()
                .collect(Collectors.groupingBy(
                        property -> property.path("sourceType").asString(), TreeMap::new, Collectors.toList()));
        for (Map.Entry<String, List<JsonNode>> group : groups.entrySet()) {
            text.append(group(Class.forName(group.getKey()), group.getValue()));
        }
        return text.append(springBoot()).toString();
    }

    private String group(Class<?> type, List<JsonNode> settings) {
        String prefix = metadata.path("groups")
                .valueStream()
                .filter(group -> group.path("type").asString().equals(type.getName()))
                .map(group -> group.path("name").asString())
                .findFirst()
                .orElseThrow();
        StringBuilder text = new StringBuilder("\n## " + prefix + "\n\n");
        text.append("| setting | default | limits | description |\n|---|---|---|---|\n");
        for (JsonNode setting : settings) {
            String name = setting.path("name").asString();
            text.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            name,
                            value(setting.path("defaultValue")),
                            limits(type, name.substring(prefix.length() + 1)),
                            setting.path("description")
                                    .asString()
                                    .replace("|", "\\|")
                                    .replaceAll("\\{@code ([^}]*)}", "`$1`")));
        }
        return text.toString();
    }

    private static String value(JsonNode node) {
        if (node.isMissingNode()
                || (node.isArray() && node.isEmpty())
                || (node.isString() && node.asString().isEmpty())) {
            return "none";
        }
        return "`" + (node.isString() ? node.asString() : node.toString()) + "`";
    }

    private static String limits(Class<?> type, String kebab) {
        return component(type, kebab).map(SettingsTableTests::limits).orElse("");
    }

    private static Optional<RecordComponent> component(Class<?> type, String kebab) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> kebab(component).equals(kebab))
                .findFirst();
    }

    private static String limits(RecordComponent component) {
        AnnotatedType type = component.getAccessor().getAnnotatedReturnType();
        Stream<String> limits = component.getType() == boolean.class
                ? Stream.of("`true` or `false`")
                : limits(component.getAccessor(), component.getType());
        Stream<String> ofElements = type instanceof AnnotatedParameterizedType list
                ? Arrays.stream(list.getAnnotatedActualTypeArguments())
                        .flatMap(element -> limits(element, element.getType()))
                        .map(limit -> "each " + limit)
                : Stream.of();
        return Stream.concat(limits, ofElements).distinct().collect(Collectors.joining(", "));
    }

    private static Stream<String> limits(AnnotatedElement element, Type type) {
        Stream<String> members = type instanceof Class<?> constants && constants.isEnum()
                ? Stream.of(Arrays.stream(constants.getEnumConstants())
                        .map(constant -> "`" + ((Enum<?>) constant).name().toLowerCase(Locale.ROOT) + "`")
                        .collect(Collectors.joining(", ", "one of ", "")))
                : Stream.of();
        Stream<String> constraints = Arrays.stream(element.getAnnotations())
                .filter(annotation ->
                        annotation.annotationType().getPackageName().contains("constraints"))
                .map(annotation -> limit(annotation, type == DataSize.class));
        return Stream.concat(members, constraints);
    }

    private static String limit(Annotation annotation, boolean isSize) {
        return switch (annotation) {
            case Min bound -> "at least " + number(bound.value(), isSize);
            case Max bound -> "at most " + number(bound.value(), isSize);
            case DurationMin bound ->
                "at least "
                        + text(Duration.ofDays(bound.days())
                                .plusSeconds(bound.seconds())
                                .plusMillis(bound.millis()));
            case NotBlank _ -> "not empty";
            case Pattern pattern -> pattern.message();
            default -> throw new IllegalStateException("No text for " + annotation);
        };
    }

    private static String number(long value, boolean isSize) {
        return isSize ? DataSizeLimits.text(value) : Long.toString(value);
    }

    private static String text(Duration bound) {
        if (bound.toDays() > 0) {
            return bound.toDays() + "d";
        }
        return bound.toSeconds() > 0 ? bound.toSeconds() + "s" : bound.toMillis() == 0 ? "0" : bound.toMillis() + "ms";
    }

    private static String kebab(RecordComponent component) {
        return component.getName().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static String springBoot() throws IOException {
        StringBuilder text = new StringBuilder("""

                ## Spring Boot

                Settings that differ from the defaults of Spring Boot. All other Spring Boot settings are available as well.

                | setting | value |
                |---|---|
                """);
        List<PropertySource<?>> documents =
                new YamlPropertySourceLoader().load("application", new ClassPathResource("application.yml"));
        for (PropertySource<?> document : documents) {
            String profile = String.valueOf(document.getProperty("spring.config.activate.on-profile"));
            String note = profile.equals("null") ? "" : " (profile `" + profile + "`)";
            List<String> names = new ArrayList<>(List.of(((EnumerablePropertySource<?>) document).getPropertyNames()));
            names.removeIf(name -> name.contains("on-profile"));
            names.forEach(name -> text.append("| `%s` | `%s`%s |\n"
                    .formatted(name, String.valueOf(document.getProperty(name)).replace("|", "\\|"), note)));
        }
        return text.toString();
    }
}
