package dev.outset.api.vm;

import dev.outset.access.CurrentPrincipal;
import dev.outset.api.problem.ConflictException;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.api.vm.admission.VmView;
import dev.outset.binding.RecordWriter;
import dev.outset.store.idempotency.IdempotencyKeys;
import dev.outset.store.idempotency.StoredResponse;
import dev.outset.violation.Violation;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Returns the stored response for a repeated request with the same Idempotency-Key. */
final class Idempotency {

    private static final int MAX_KEY_LENGTH = 255;

    private static final JsonMapper SORTED =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

    private final IdempotencyKeys keys;

    private final RecordWriter writer;

    private final CurrentPrincipal caller;

    Idempotency(IdempotencyKeys keys, RecordWriter writer, CurrentPrincipal caller) {
        this.caller = caller;
        this.keys = keys;
        this.writer = writer;
    }

    /**
     * The stored response, if the key was used before.
     *
     * @throws InvalidRequestException if the key is not valid, or was used with another body
     */
    Optional<JsonNode> findResponse(String key, String fingerprint) {
        if (key.isBlank() || key.length() > MAX_KEY_LENGTH) {
            throw invalid(
                    "The Idempotency-Key has " + key.length() + " characters",
                    "Send 1 to " + MAX_KEY_LENGTH + " characters");
        }
        return keys.find(scoped(key)).map(stored -> {
            if (!stored.fingerprint().equals(fingerprint)) {
                throw invalid(
                        "The Idempotency-Key '" + key + "' was already used with another body",
                        "Use a new key for every new request, for example a UUID");
            }
            return JsonMapper.shared().readTree(stored.body());
        });
    }

    /**
     * The response of a concurrent request with the same key that completed first.
     *
     * @throws ConflictException if that response no longer exists
     */
    JsonNode findConcurrentResponse(String key, String fingerprint) {
        return findResponse(key, fingerprint)
                .orElseThrow(
                        () -> new ConflictException("The Idempotency-Key '" + key + "' is in use by another request"));
    }

    /** The response to store with its key. */
    StoredResponse toStoredResponse(String key, String fingerprint, VmView view) {
        return new StoredResponse(scoped(key), fingerprint, writer.text(view));
    }

    /** Keys are scoped to the principal, so that two principals can use the same key independently. */
    private String scoped(String key) {
        return caller.isAuthenticationRequired()
                ? DigestUtils.sha256Hex(
                        caller.current().credential() + "\n" + caller.current().name() + "\n" + key)
                : key;
    }

    /** A hash of the content of a request, independent of whitespace and member order. */
    String fingerprint(Record request) {
        return DigestUtils.sha256Hex(SORTED.writeValueAsString(writer.write(request)));
    }

    private static InvalidRequestException invalid(String message, String action) {
        return new InvalidRequestException(Violation.error("Idempotency-Key", "idempotency", message, action));
    }
}
