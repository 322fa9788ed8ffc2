package dev.outset.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Definitions of the corpus with one hostile value, and hostile request bodies. */
final class HostileBodies {

    private static final String NUMBER = "@@number@@";

    private final List<Base> bases;

    private final RandomGenerator random;

    private final HostileText texts;

    /**
     * A valid definition and the pointers of its strings.
     *
     * @param spec the definition
     * @param leaves the pointers of its string values
     */
    record Base(ObjectNode spec, List<JsonPointer> leaves) {}

    /**
     * A definition with one hostile value.
     *
     * @param spec the definition
     * @param twin the definition with a harmless value instead
     * @param original the unchanged definition
     * @param place the pointer of the value
     */
    record Mutant(JsonNode spec, JsonNode twin, JsonNode original, JsonPointer place) {}

    HostileBodies(List<Base> bases, RandomGenerator random) {
        this.bases = bases;
        this.random = random;
        this.texts = new HostileText(random);
    }

    /** The definitions of the command line corpus. */
    static List<Base> corpus(Path directory) {
        try (Stream<Path> cases = Files.list(directory)) {
            return cases.sorted()
                    .map(one -> one.resolve("in.json"))
                    .filter(Files::exists)
                    .map(HostileBodies::base)
                    .filter(base -> !base.leaves().isEmpty())
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Base base(Path file) {
        try {
            JsonNode spec = JsonMapper.shared().readTree(Files.readString(file)).path("spec");
            List<JsonPointer> leaves = new ArrayList<>();
            collect(spec, JsonPointer.empty(), leaves);
            return new Base(
                    spec.isObject() ? (ObjectNode) spec : JsonMapper.shared().createObjectNode(), leaves);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void collect(JsonNode node, JsonPointer place, List<JsonPointer> leaves) {
        if (node.isObject()) {
            node.properties()
                    .forEach(member -> collect(member.getValue(), place.appendProperty(member.getKey()), leaves));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), place.appendIndex(i), leaves);
            }
        } else if (node.isString()) {
            leaves.add(place);
        }
    }

    /** A definition in which a string is replaced by a hostile one. */
    Mutant mutant() {
        Base base = bases.get(random.nextInt(bases.size()));
        JsonPointer place = base.leaves().get(random.nextInt(base.leaves().size()));
        String before = base.spec().at(place).asString();
        String text = texts.next();
        // A path must start with a slash; otherwise it is rejected by the first rule.
        boolean isPath = before.startsWith("/");
        JsonNode spec = with(base.spec(), place, isPath ? before + text : text);
        return new Mutant(spec, with(base.spec(), place, isPath ? before + "x" : "harmless"), base.spec(), place);
    }

    private static JsonNode with(ObjectNode spec, JsonPointer place, String text) {
        ObjectNode copy = spec.deepCopy();
        JsonNode parent = copy.at(place.head());
        if (parent instanceof ObjectNode object) {
            object.put(place.last().getMatchingProperty(), text);
        } else if (parent instanceof ArrayNode list) {
            list.set(place.last().getMatchingIndex(), list.stringNode(text));
        }
        return copy;
    }

    /** A body with a definition that is malformed in a random way. */
    byte[] broken(String before, String after) {
        Base base = bases.get(random.nextInt(bases.size()));
        ObjectNode spec = base.spec().deepCopy();
        JsonPointer place = base.leaves().get(random.nextInt(base.leaves().size()));
        return switch (random.nextInt(9)) {
            case 0 ->
                utf8(before + with(spec, place, NUMBER).toString().replace('"' + NUMBER + '"', texts.number()) + after);
            case 1 -> {
                int depth = random.nextInt(1, 100_000);
                yield utf8(before + "[".repeat(depth) + (random.nextBoolean() ? "]".repeat(depth) : "") + after);
            }
            case 2 -> utf8(before + "{\"a\":".repeat(random.nextInt(1, 20_000)) + after);
            case 3 -> utf8(before + spec + after.repeat(random.nextInt(3)));
            case 4 -> truncated(utf8(before + spec + after));
            case 5 -> withBytes(utf8(before + spec + after));
            case 6 -> utf8(before + withMembers(spec) + after);
            case 7 ->
                (before + spec + after)
                        .getBytes(random.nextBoolean() ? StandardCharsets.UTF_16 : StandardCharsets.UTF_16LE);
            default -> utf8(before + wrongType(spec, place) + after);
        };
    }

    private ObjectNode withMembers(ObjectNode spec) {
        int count = random.nextInt(1, 4000);
        ObjectNode parent =
                random.nextBoolean() ? spec : spec.putObject("migration").putObject("early");
        for (int i = 0; i < count; i++) {
            parent.put(texts.next().replace("y", "") + i, i);
        }
        return spec;
    }

    private JsonNode wrongType(ObjectNode spec, JsonPointer place) {
        JsonPointer parent = place.head();
        JsonNode owner = spec.at(parent);
        JsonMapper mapper = JsonMapper.shared();
        List<JsonNode> others = List.of(
                mapper.createArrayNode(),
                mapper.createObjectNode(),
                mapper.getNodeFactory().nullNode(),
                mapper.getNodeFactory().booleanNode(true),
                mapper.getNodeFactory().numberNode(random.nextLong()));
        if (owner instanceof ObjectNode object) {
            object.set(place.last().getMatchingProperty(), others.get(random.nextInt(others.size())));
        }
        return spec;
    }

    private byte[] truncated(byte[] body) {
        return java.util.Arrays.copyOf(body, random.nextInt(body.length));
    }

    /** Inserts bytes that are not valid UTF-8: overlong encodings, surrogates and invalid bytes. */
    private byte[] withBytes(byte[] body) {
        byte[][] pieces = {
            {(byte) 0xc0, (byte) 0xaf},
            {(byte) 0xe0, (byte) 0x80, (byte) 0xaf},
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            {(byte) 0xf8, (byte) 0x88, (byte) 0x80},
            {(byte) 0xff},
            {(byte) 0xfe},
            {0},
            {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}
        };
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = random.nextInt(body.length);
        bytes.write(body, 0, at);
        bytes.writeBytes(pieces[random.nextInt(pieces.length)]);
        bytes.write(body, at, body.length - at);
        return bytes.toByteArray();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
