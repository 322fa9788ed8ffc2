package dev.outset.binding;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.StringNode;

/** Creates the readers of types. */
final class TypeReaders {

    private static final ClassValue<TypeReader> READERS = new ClassValue<>() {
        @Override
        protected TypeReader computeValue(Class<?> type) {
            return ofClass(type);
        }
    };

    private TypeReaders() {}

    /** The reader of a type. */
    static TypeReader of(Type type) {
        return of(type, Integer.MAX_VALUE);
    }

    private static TypeReader of(Type type, int maxEntries) {
        if (type instanceof Class<?> simple) {
            // Looked up for each value, because the reader of a recursive type contains itself.
            return simple.isRecord() || simple.isSealed()
                    ? (n, p, r) -> READERS.get(simple).read(n, p, r)
                    : READERS.get(simple);
        }
        if (type instanceof WildcardType wildcard) {
            return of(wildcard.getUpperBounds()[0]);
        }
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Type raw = generic.getRawType();
            if (raw == List.class) {
                return new ListReader(of(arguments[0]), maxEntries);
            }
            if (raw == Set.class) {
                ListReader list = new ListReader(of(arguments[0]), maxEntries);
                return (node, place, reading) -> list.read(node, place, reading) instanceof List<?> values
                        ? Collections.unmodifiableSet(new LinkedHashSet<>(values))
                        : null;
            }
            if (raw == Map.class) {
                return map(of(arguments[0]), of(arguments[1]), maxEntries);
            }
            if (raw == Optional.class) {
                TypeReader value = of(arguments[0]);
                return (node, place, reading) -> Optional.ofNullable(value.read(node, place, reading));
            }
        }
        throw new IllegalArgumentException(type + " has no JSON form");
    }

    /** Whether the values of a type are strings in JSON. */
    static boolean isText(Type type) {
        return type instanceof Class<?> simple
                && (simple.isEnum()
                        || BuiltInScalars.parser(simple) != null
                        || Creator.of(simple)
                                .filter(creator -> isText(creator.form()))
                                .isPresent());
    }

    private static TypeReader map(TypeReader key, TypeReader value, int maxEntries) {
        return (node, place, reading) -> {
            if (!node.isObject()) {
                return reading.wrongType(place, "an object", node);
            }
            if (reading.isTooLong(node, maxEntries, place)) {
                return null;
            }
            Map<Object, Object> values = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                Place below = place.member(member.getKey());
                Object readKey = key.read(StringNode.valueOf(member.getKey()), below, reading);
                Object readValue = value.read(member.getValue(), below, reading);
                if (readKey != null && readValue != null) {
                    values.put(readKey, readValue);
                } else {
                    reading.skip(below);
                }
            }
            return Collections.unmodifiableMap(values);
        };
    }

    private static TypeReader of(Predicate<JsonNode> accepts, Function<JsonNode, Object> value, String expected) {
        return (node, place, reading) ->
                accepts.test(node) ? value.apply(node) : reading.wrongType(place, expected, node);
    }

    private static TypeReader ofClass(Class<?> type) {
        Function<String, Object> parser = BuiltInScalars.parser(type);
        if (parser != null) {
            return scalar(parser);
        }
        if (type == boolean.class || type == Boolean.class) {
            return of(JsonNode::isBoolean, JsonNode::asBoolean, "true or false");
        }
        if (type == int.class || type == Integer.class) {
            return of(node -> node.isIntegralNumber() && node.canConvertToInt(), JsonNode::asInt, "a whole number");
        }
        if (type == long.class || type == Long.class) {
            return of(node -> node.isIntegralNumber() && node.canConvertToLong(), JsonNode::asLong, "a whole number");
        }
        if (type == BigInteger.class) {
            return of(JsonNode::isIntegralNumber, JsonNode::bigIntegerValue, "a whole number");
        }
        if (type == double.class || type == Double.class) {
            return of(JsonNode::isNumber, JsonNode::asDouble, "a number");
        }
        if (JsonNode.class.isAssignableFrom(type)) {
            return of(type::isInstance, node -> node, type == ArrayNode.class ? "a list" : "an object");
        }
        if (type == Object.class) {
            return (node, place, reading) -> JsonMapper.shared().treeToValue(node, Object.class);
        }
        Optional<Creator> creator = Creator.of(type);
        if (creator.isPresent()) {
            return created(type, creator.get());
        }
        if (type.isEnum()) {
            return constant(type);
        }
        Untagged untagged = type.getDeclaredAnnotation(Untagged.class);
        if (untagged != null) {
            return untagged(type, untagged.value());
        }
        String discriminator = VariantTypes.discriminator(type);
        if (discriminator != null) {
            return variant(type, discriminator);
        }
        if (type.isRecord()) {
            return new FieldReader(RecordForm.of(type.asSubclass(Record.class)));
        }
        throw new IllegalArgumentException(type + " has no JSON form");
    }

    private static TypeReader scalar(Function<String, Object> parser) {
        return (node, place, reading) -> {
            if (!node.isString()) {
                return reading.wrongType(place, "a string", node);
            }
            try {
                return parser.apply(node.asString());
            } catch (IllegalArgumentException invalid) {
                return reading.refused(place, invalid, "Correct the format");
            }
        };
    }

    private static TypeReader created(Class<?> type, Creator creator) {
        TypeReader form = of(creator.form(), creator.maxEntries());
        return (node, place, reading) -> {
            Object value = creator.acceptsNumber() && node.isIntegralNumber()
                    ? node.asString()
                    : form.read(node, place, reading);
            if (value == null) {
                return null;
            }
            if (reading.constraints() != null && creator.component() != null) {
                reading.constraints().checkForm(type, creator.component(), value, place, reading);
            }
            try {
                return creator.create(value);
            } catch (IllegalArgumentException invalid) {
                return reading.refused(place, invalid, "Correct the format");
            }
        };
    }

    private static TypeReader constant(Class<?> type) {
        Map<String, Object> constants = Arrays.stream(type.getEnumConstants())
                .collect(Collectors.toMap(Object::toString, constant -> constant, (a, b) -> a, LinkedHashMap::new));
        String expected = "one of " + String.join(", ", constants.keySet());
        return (node, place, reading) -> {
            Object constant = node.isString() ? constants.get(node.asString()) : null;
            return constant == null ? reading.wrongType(place, expected, node) : constant;
        };
    }

    private static TypeReader variant(Class<?> sealed, String discriminator) {
        Map<String, Class<?>> variants = VariantTypes.of(sealed)
                .collect(Collectors.toMap(VariantTypes::name, type -> type, (a, b) -> a, LinkedHashMap::new));
        String expected = "one of " + String.join(", ", variants.keySet());
        return (node, place, reading) -> {
            if (!node.isObject()) {
                return reading.wrongType(place, "an object with '" + discriminator + "'", node);
            }
            JsonNode name = node.path(discriminator);
            Class<?> variant = variants.get(name.asString(""));
            return variant == null
                    ? reading.wrongType(place.member(discriminator), expected, name)
                    : READERS.get(variant).read(node, place, reading);
        };
    }

    private static TypeReader untagged(Class<?> sealed, String expected) {
        record Variant(Predicate<JsonNode> accepts, Creator creator, TypeReader form) {}
        List<Variant> variants = Arrays.stream(sealed.getPermittedSubclasses())
                .map(type -> Creator.of(type).orElseThrow())
                .map(creator -> new Variant(accepts(creator.form()), creator, of(creator.form())))
                .toList();
        return (node, place, reading) -> {
            for (Variant variant : variants) {
                if (variant.accepts().test(node)) {
                    Object value = variant.form().read(node, place, reading);
                    try {
                        return value == null ? null : variant.creator().create(value);
                    } catch (IllegalArgumentException invalid) {
                        return reading.wrongType(place, expected, node);
                    }
                }
            }
            return reading.wrongType(place, expected, node);
        };
    }

    /** Whether a JSON value has the JSON type of a Java type; a list of objects is recognized by its first object. */
    private static Predicate<JsonNode> accepts(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            Type element = list.getActualTypeArguments()[0];
            Predicate<JsonNode> accepts = accepts(element);
            return element instanceof Class<?> simple && simple.isRecord()
                    ? node -> node.isArray() && node.valueStream().anyMatch(accepts)
                    : node -> node.isArray() && node.valueStream().allMatch(accepts);
        }
        if (type == boolean.class) {
            return JsonNode::isBoolean;
        }
        if (type == BigInteger.class) {
            return JsonNode::isIntegralNumber;
        }
        return isText(type) ? JsonNode::isString : JsonNode::isObject;
    }
}
