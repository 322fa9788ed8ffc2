package dev.outset.api.http;

import dev.outset.api.problem.ProblemException;
import dev.outset.violation.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Parses request bodies into JSON trees within the limits of {@link ApiSettings}. */
final class JsonBodyReader {

    private final ApiSettings settings;

    private final JsonMapper mapper;

    public JsonBodyReader(ApiSettings settings) {
        this.settings = settings;
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(JsonLimit.constraints(settings))
                .build();
        this.mapper = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
    }

    /**
     * Parses a body, which must contain exactly one JSON value.
     *
     * @throws ProblemException if it exceeds {@code outset.api.max-body-size} (413), is not valid JSON, or exceeds
     *     another limit (400)
     */
    public JsonNode read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes((int) settings.maxBodySize().toBytes() + 1);
        if (bytes.length > settings.maxBodySize().toBytes()) {
            throw new ProblemException(
                    HttpStatus.CONTENT_TOO_LARGE,
                    "body-too-large",
                    "The request body is too large",
                    "The request body is longer than " + settings.maxBodySize().toBytes() + " bytes",
                    "Send a smaller body, or raise the setting outset.api.max-body-size");
        }
        try {
            JsonNode node = mapper.readTree(bytes);
            if (node.isMissingNode()) {
                throw malformed("The request body is empty");
            }
            return node;
        } catch (StreamConstraintsException exceeded) {
            throw malformed(
                    "json-limit",
                    "json-limit",
                    "The request body exceeds a limit",
                    JsonLimit.message(exceeded, settings),
                    "Send a smaller body, or raise the setting");
        } catch (NumberFormatException unsupported) {
            throw malformed("A number has an exponent that is out of range");
        } catch (JacksonException malformed) {
            throw malformed(malformed.getOriginalMessage() + place(malformed));
        }
    }

    private static ProblemException malformed(String message) {
        return malformed(
                "malformed-json", "json", "The request body is not valid JSON", message, "Send one JSON object");
    }

    private static ProblemException malformed(String type, String rule, String title, String message, String action) {
        ProblemException malformed = new ProblemException(HttpStatus.BAD_REQUEST, type, title, message, action);
        malformed.getBody().setProperty("violations", List.of(Violation.error("", rule, message, action)));
        return malformed;
    }

    private static String place(JacksonException malformed) {
        return malformed.getLocation() == null
                ? ""
                : " (line " + malformed.getLocation().getLineNr() + ", column "
                        + malformed.getLocation().getColumnNr() + ")";
    }
}
