package dev.outset.api.http;

import dev.outset.api.problem.BodyTooLargeException;
import dev.outset.api.problem.MalformedBodyException;
import java.io.IOException;
import java.io.InputStream;
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
     * @throws BodyTooLargeException if it exceeds {@code outset.api.max-body-size}
     * @throws MalformedBodyException if it is not valid JSON, or exceeds another limit
     */
    public JsonNode read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes((int) settings.maxBodySize().toBytes() + 1);
        if (bytes.length > settings.maxBodySize().toBytes()) {
            throw new BodyTooLargeException(settings.maxBodySize());
        }
        try {
            JsonNode node = mapper.readTree(bytes);
            if (node.isMissingNode()) {
                throw new MalformedBodyException("The request body is empty");
            }
            return node;
        } catch (StreamConstraintsException exceeded) {
            throw MalformedBodyException.limitExceeded(JsonLimit.message(exceeded, settings));
        } catch (NumberFormatException unsupported) {
            throw new MalformedBodyException("A number has an exponent that is out of range");
        } catch (JacksonException malformed) {
            throw new MalformedBodyException(malformed.getOriginalMessage() + place(malformed));
        }
    }

    private static String place(JacksonException malformed) {
        return malformed.getLocation() == null
                ? ""
                : " (line " + malformed.getLocation().getLineNr() + ", column "
                        + malformed.getLocation().getColumnNr() + ")";
    }
}
