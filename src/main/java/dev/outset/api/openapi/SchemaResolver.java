package dev.outset.api.openapi;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outset.api.http.ParsedBody;
import dev.outset.binding.RecordReader;
import dev.outset.binding.VariantTypes;
import dev.outset.parameters.Incoming;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.AnnotationsUtils;
import io.swagger.v3.oas.models.media.Discriminator;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Resolves schemas to match the binding: a record has exactly its components, and a component is required unless it is
 * nullable or has a default; a sealed interface becomes {@code oneOf} its variants with the discriminator of the
 * binding.
 */
final class SchemaResolver extends ModelResolver {

    private static final String COMPONENTS = "#/components/schemas/";

    private final SchemaNames names;

    private final Map<Class<?>, Schema<?>> customSchemas;

    /**
     * A resolver.
     *
     * @param mapper introspects classes
     * @param names assigns the schema names
     * @param customSchemas the schemas of types with a custom JSON form
     */
    SchemaResolver(ObjectMapper mapper, SchemaNames names, Map<Class<?>, Schema<?>> customSchemas) {
        super(componentsOnly(mapper), names);
        this.names = names;
        this.customSchemas = customSchemas;
        openapi31(true);
    }

    /** Ignores getters: record methods such as {@code isReady} are not part of the JSON. */
    private static ObjectMapper componentsOnly(ObjectMapper mapper) {
        return mapper.copy()
                .setVisibility(PropertyAccessor.GETTER, JsonAutoDetect.Visibility.NONE)
                .setVisibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
                .setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public @Nullable Schema resolve(AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        JavaType java = _mapper.constructType(type.getType());
        Class<?> raw = java == null ? Object.class : java.getRawClass();
        if (raw == ParsedBody.class) {
            return context.resolve(new AnnotatedType(java.containedType(0)).resolveAsRef(true));
        }
        if (raw == Incoming.class) {
            return context.resolve(new AnnotatedType(IncomingMembers.class).resolveAsRef(true));
        }
        Schema<?> custom = customSchemas.get(raw);
        if (custom != null) {
            return custom.getName() == null
                    ? AnnotationsUtils.clone(custom, true)
                    : component(custom.getName(), custom, context);
        }
        RecordComponent value = value(raw);
        if (value != null) {
            // The component of another record that is a list keeps its name only if the superclass resolves it.
            return value.getType() == List.class
                    ? super.resolve(type, context, chain)
                    : context.resolve(new AnnotatedType(value.getGenericType()));
        }
        if (raw.isInterface() && VariantTypes.discriminator(raw) != null) {
            return component(names.nameForClass(raw, Set.of()), variants(raw, context), context);
        }
        Schema<?> resolved = super.resolve(type, context, chain);
        if (raw.isRecord() && resolved != null) {
            registerName(resolved, raw, java);
            complete(model(resolved, context), raw);
        }
        return resolved;
    }

    /** The component that a record is written as; null if it is written as an object. */
    private static @Nullable RecordComponent value(Class<?> type) {
        return type.isRecord()
                ? Arrays.stream(type.getRecordComponents())
                        .filter(component -> component.getAccessor().isAnnotationPresent(JsonValue.class))
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private void registerName(Schema<?> resolved, Class<?> type, JavaType java) {
        String reference = resolved.get$ref();
        String name = reference == null ? resolved.getName() : reference.substring(COMPONENTS.length());
        if (name != null && !java.hasGenericTypes()) {
            names.register(name, type);
        }
    }

    private static Schema<?> component(String name, Schema<?> schema, ModelConverterContext context) {
        context.defineModel(name, schema);
        return reference(name);
    }

    /** A reference to a schema component. */
    static Schema<?> reference(String name) {
        return new Schema<>().$ref(COMPONENTS + name);
    }

    private Schema<?> variants(Class<?> type, ModelConverterContext context) {
        Discriminator discriminator = new Discriminator().propertyName(VariantTypes.discriminator(type));
        Schema<?> schema =
                new Schema<>().description(JavadocDescriptions.of(type)).discriminator(discriminator);
        for (Class<?> variant : type.getPermittedSubclasses()) {
            Schema<?> reference = context.resolve(new AnnotatedType(variant).resolveAsRef(true));
            schema.addOneOfItem(reference);
            discriminator.mapping(VariantTypes.name(variant), reference.get$ref());
        }
        return schema;
    }

    private static @Nullable Schema<?> model(Schema<?> resolved, ModelConverterContext context) {
        String reference = resolved.get$ref();
        return reference == null
                ? resolved
                : context.getDefinedModels().get(reference.substring(reference.lastIndexOf('/') + 1));
    }

    private static void complete(@Nullable Schema<?> model, Class<?> type) {
        if (model == null) {
            return;
        }
        Map<String, Schema<?>> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        VariantTypes.members(type)
                .forEach((member, name) -> properties.put(member, new StringSchema()._enum(List.of(name))));
        required.addAll(properties.keySet());
        for (RecordComponent component : type.getRecordComponents()) {
            String name = RecordReader.nameOf(component);
            Schema<?> property = model.getProperties() == null
                    ? null
                    : (Schema<?>) model.getProperties().get(name);
            if (property != null) {
                if (property.getDescription() == null) {
                    property.setDescription(JavadocDescriptions.of(component));
                }
                properties.put(
                        name,
                        isWrittenAsNull(component)
                                ? nullable(property)
                                : withDefault(property, RecordReader.defaultOf(component)));
                if (isRequired(component)) {
                    required.add(name);
                }
            }
        }
        if (model.getDescription() == null) {
            model.setDescription(JavadocDescriptions.of(type));
        }
        model.setTypes(Set.of("object"));
        model.setProperties(new LinkedHashMap<>(properties));
        model.setRequired(required.isEmpty() ? null : required);
    }

    /** Adds a default; next to a {@code $ref}, to the description, because client generators do not support both. */
    private static Schema<?> withDefault(Schema<?> property, @Nullable JsonNode value) {
        if (value == null) {
            return property;
        }
        if (property.get$ref() == null || (value.isObject() && value.isEmpty())) {
            property.setDefault(JsonMapper.shared().treeToValue(value, Object.class));
            return property;
        }
        String text = value.isString() ? value.asString() : value.toString();
        Schema<?> plain = new Schema<>()
                .$ref(property.get$ref())
                .description(property.getDescription() + " Defaults to " + text + ".");
        plain.setExample(property.getExample());
        return plain;
    }

    /** Makes a nullable reference {@code oneOf}: a {@code type} next to a {@code $ref} would require both to match. */
    private static Schema<?> nullable(Schema<?> property) {
        if (property.get$ref() == null) {
            property.addType("null");
            return property;
        }
        return new Schema<>()
                .description(property.getDescription())
                .addOneOfItem(new Schema<>().$ref(property.get$ref()))
                .addOneOfItem(new Schema<>().types(Set.of("null")));
    }

    private static boolean isRequired(RecordComponent component) {
        boolean isNullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return isNullable ? isWrittenAsNull(component) : RecordReader.defaultOf(component) == null;
    }

    private static boolean isWrittenAsNull(RecordComponent component) {
        JsonInclude include = component.getAccessor().getAnnotation(JsonInclude.class);
        return include != null && include.value() == JsonInclude.Include.ALWAYS;
    }
}
