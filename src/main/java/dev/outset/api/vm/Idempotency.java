package dev.outset.api.vm;

import dev.outset.access.CurrentPrincipal;
import dev.outset.api.problem.ConflictException;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.api.vm.admission.VmView;
import dev.outset.binding.RecordWriter;
import dev.outset.store.idempotency.IdempotencyKeys;
import dev.outset.store.idempotency.StoredResponse;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers a request that comes twice with one Idempotency-Key as it was answered the first time. */
final class Idempotency {

    private static final int LONGEST_KEY = 255;

    private final IdempotencyKeys keys;

    private final RecordWriter writer;

    private final CurrentPrincipal caller;

    Idempotency(IdempotencyKeys keys, RecordWriter writer, CurrentPrincipal caller) {
        this.caller = caller;
        this.keys = keys;
        this.writer = writer;
    }

    /**
     * The first answer, if the request has been answered before.
     *
     * @throws InvalidRequestException if the key is no key, or was sent with something else
     */
    Optional<JsonNode> answered(String key, String fingerprint) {
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw refused("The key has " + key.length() + " characters", "Send 1 to " + LONGEST_KEY + " characters");
        }
        return keys.find(own(key)).map(first -> {
            if (!first.fingerprint().equals(fingerprint)) {
                throw refused(
                        "The key '" + key + "' was sent before with another body",
                        "Use a new key for every new request, such as a UUID");
            }
            return JsonMapper.shared().readTree(first.answer());
        });
    }

    /**
     * The first answer of a request that was faster with the same key.
     *
     * @throws ConflictException if that answer is gone again
     */
    JsonNode answeredMeanwhile(String key, String fingerprint) {
        return answered(key, fingerprint)
                .orElseThrow(() -> new ConflictException("The key '" + key + "' is in use by another request"));
    }

    StoredResponse answer(String key, String fingerprint, VmView view) {
        return new StoredResponse(own(key), fingerprint, writer.text(view));
    }

    /** Keys of two subjects are two keys. */
    private String own(String key) {
        return caller.isAsked()
                ? hash(caller.current().credential() + "\n" + caller.current().name() + "\n" + key)
                : key;
    }

    /** What a request says, however it is spaced and in whatever order its members come. */
    String fingerprint(Record request) {
        return hash(sorted(writer.write(request)).toString());
    }

    private static String hash(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static JsonNode sorted(JsonNode node) {
        if (!node.isObject()) {
            return node;
        }
        TreeMap<String, JsonNode> members = new TreeMap<>();
        node.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
        ObjectNode sorted = JsonNodeFactory.instance.objectNode();
        sorted.setAll(members);
        return sorted;
    }

    private static InvalidRequestException refused(String message, String action) {
        return new InvalidRequestException(
                new Violations(List.of(Violation.error("Idempotency-Key", "idempotency", message, action))));
    }
}
