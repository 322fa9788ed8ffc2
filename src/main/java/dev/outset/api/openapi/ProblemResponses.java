package dev.outset.api.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;

/** The answers that tell of a failure, each named once, and which operation can give which of them. */
final class ProblemResponses {

    private static final String PROBLEM = "Problem";

    private ProblemResponses() {}

    /** Adds every failure, the problem itself, and the headers that answers carry. */
    static void define(Components components) {
        components
                .addSchemas(PROBLEM, problem())
                .addHeaders("ETag", header("The version of the definition; send it as If-Match to change it."))
                .addHeaders("Location", header("Where it can be looked at."))
                .addHeaders("Retry-After", header("In how many seconds to try again."))
                .addResponses(PROBLEM, response("A failure that has no answer of its own here."))
                .addResponses("Malformed", response("The body is no JSON."))
                .addResponses("NotFound", response("There is no such thing."))
                .addResponses("Conflict", response("It does not fit what is stored, or what is going on."))
                .addResponses("Stale", response("Somebody else was faster: the ETag is not the latest."))
                .addResponses("Refused", response("Refused: every fault is in 'violations'; nothing was stored."))
                .addResponses("PreconditionRequired", response("If-Match is missing."))
                .addResponses(
                        "Unavailable",
                        response("The service cannot do it now; try again.")
                                .addHeaderObject("Retry-After", new Header().$ref("#/components/headers/Retry-After")));
    }

    /** Adds what can fail to an operation. */
    static void addTo(String path, Operation operation) {
        if (operation.getRequestBody() != null) {
            add(operation, "400", "Malformed");
        }
        if (path.contains("{")) {
            add(operation, "404", "NotFound");
        }
        List<Parameter> parameters = operation.getParameters() == null ? List.of() : operation.getParameters();
        for (Parameter parameter : parameters) {
            if (parameter.getName().equals("If-Match")) {
                add(operation, "412", "Stale");
                if (Boolean.TRUE.equals(parameter.getRequired())) {
                    add(operation, "428", "PreconditionRequired");
                }
            }
        }
        if (operation.getRequestBody() != null
                || parameters.stream().anyMatch(p -> p.getIn().equals("query"))) {
            add(operation, "422", "Refused");
        }
        add(operation, "503", "Unavailable");
        add(operation, "default", PROBLEM);
    }

    private static void add(Operation operation, String status, String response) {
        operation.getResponses().computeIfAbsent(status, key -> new ApiResponse().$ref(response));
    }

    private static Header header(String description) {
        return new Header().description(description).schema(new StringSchema());
    }

    /** A failure, which is a problem. */
    static ApiResponse response(String description) {
        return new ApiResponse()
                .description(description)
                .content(new Content()
                        .addMediaType(
                                "application/problem+json", new MediaType().schema(SchemaResolver.reference(PROBLEM))));
    }

    private static Schema<?> problem() {
        ObjectSchema schema = new ObjectSchema();
        schema.description("A problem, RFC 9457: what is wrong and what to do.");
        schema.addProperty("type", new StringSchema().description("What kind of problem it is, as a URI."));
        schema.addProperty("title", new StringSchema().description("The kind in words."));
        schema.addProperty("status", new IntegerSchema().description("The HTTP status."));
        schema.addProperty("detail", new StringSchema().description("What is wrong this time."));
        schema.addProperty("instance", new StringSchema().description("The path that was asked."));
        schema.addProperty("action", new StringSchema().description("What to do."));
        schema.addProperty("violations", violations("Every fault of what was sent."));
        schema.addProperty("warnings", violations("Hints on what was sent."));
        schema.setRequired(List.of("title", "status", "action"));
        return schema;
    }

    private static Schema<?> violations(String description) {
        return new ArraySchema().items(SchemaResolver.reference("Violation")).description(description);
    }
}
