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

/** Defines the problem responses as components, and adds the applicable ones to each operation. */
final class ProblemResponses {

    private static final String PROBLEM = "Problem";

    private ProblemResponses() {}

    /** Adds the problem responses, the problem schema and the response headers to the components. */
    static void define(Components components) {
        components
                .addSchemas(PROBLEM, problem())
                .addHeaders(
                        "ETag", header("The version of the definition. Send it as If-Match to change the definition."))
                .addHeaders("Location", header("The URL of the resource."))
                .addHeaders("Retry-After", header("The number of seconds after which to retry."))
                .addResponses(PROBLEM, response("Any other failure."))
                .addResponses("Malformed", response("The request body is not valid JSON."))
                .addResponses("NotFound", response("The resource does not exist."))
                .addResponses("Conflict", response("The request conflicts with the current state."))
                .addResponses(
                        "PreconditionFailed",
                        response("The resource was modified concurrently: the ETag in If-Match is not current."))
                .addResponses(
                        "InvalidRequest",
                        response("The request is not valid: 'violations' lists every violation, and nothing was"
                                + " stored."))
                .addResponses("PreconditionRequired", response("The header If-Match is missing."))
                .addResponses(
                        "Unavailable",
                        response("The service is temporarily unavailable; retry after the time in Retry-After.")
                                .addHeaderObject("Retry-After", new Header().$ref("#/components/headers/Retry-After")));
    }

    /** Adds the applicable problem responses to an operation. */
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
                add(operation, "412", "PreconditionFailed");
                if (Boolean.TRUE.equals(parameter.getRequired())) {
                    add(operation, "428", "PreconditionRequired");
                }
            }
        }
        if (operation.getRequestBody() != null
                || parameters.stream().anyMatch(p -> p.getIn().equals("query"))) {
            add(operation, "422", "InvalidRequest");
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

    /** A response with problem details. */
    static ApiResponse response(String description) {
        return new ApiResponse()
                .description(description)
                .content(new Content()
                        .addMediaType(
                                "application/problem+json", new MediaType().schema(SchemaResolver.reference(PROBLEM))));
    }

    private static Schema<?> problem() {
        ObjectSchema schema = new ObjectSchema();
        schema.description("Problem details (RFC 9457): what is wrong, and how to fix it.");
        schema.addProperty("type", new StringSchema().description("A URI that identifies the type of the problem."));
        schema.addProperty("title", new StringSchema().description("A short summary of the problem type."));
        schema.addProperty("status", new IntegerSchema().description("The HTTP status."));
        schema.addProperty("detail", new StringSchema().description("An explanation of this occurrence."));
        schema.addProperty("instance", new StringSchema().description("The path of the request."));
        schema.addProperty("action", new StringSchema().description("How to fix the problem."));
        schema.addProperty("violations", violations("All violations in the request."));
        schema.addProperty("warnings", violations("Warnings about the request."));
        schema.setRequired(List.of("title", "status", "action"));
        return schema;
    }

    private static Schema<?> violations(String description) {
        return new ArraySchema().items(SchemaResolver.reference("Violation")).description(description);
    }
}
