package dev.outset.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;
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
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> kebab(component).equals(kebab))
                .flatMap(SettingsTableTests::constraints)
                .map(SettingsTableTests::limit)
                .collect(Collectors.joining(", "));
    }

    /** Constraints do not target record components, so the compiler copies them to the accessor. */
    private static Stream<Annotation> constraints(RecordComponent component) {
        return Arrays.stream(component.getAccessor().getAnnotations())
                .filter(annotation ->
                        annotation.annotationType().getPackageName().contains("constraints"));
    }

    private static String limit(Annotation annotation) {
        Map<String, String> values = new TreeMap<>();
        for (Method method : annotation.annotationType().getDeclaredMethods()) {
            if (!List.of("message", "groups", "payload").contains(method.getName())) {
                String value = read(method, annotation);
                if (!value.equals("0") || method.getName().equals("value")) {
                    values.put(method.getName(), value);
                }
            }
        }
        String numbers = values.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("inclusive"))
                .map(entry ->
                        entry.getKey().equals("value") ? entry.getValue() : entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(" "));
        return switch (annotation.annotationType().getSimpleName()) {
            case "Min", "DurationMin" -> "at least " + (numbers.isEmpty() ? "0" : numbers);
            case "Max", "DurationMax" -> "at most " + numbers;
            case "NotBlank" -> "not empty";
            default -> annotation.annotationType().getSimpleName() + " " + numbers;
        };
    }

    private static String read(Method method, Annotation annotation) {
        try {
            return String.valueOf(method.invoke(annotation));
        } catch (ReflectiveOperationException unexpected) {
            throw new IllegalStateException(unexpected);
        }
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
