package dev.outset.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Breaking changes are detected in modified copies of the real document. */
class BreakingChangesTests {

    private static final String VMS = "/paths/~1api~1v1~1vms";

    private static final String SCHEMAS = "/components/schemas/";

    private final JsonNode document = read();

    private static JsonNode read() {
        try {
            return JsonMapper.shared().readTree(Files.readString(Path.of("docs/openapi.json")));
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    @Test
    void findsNoChangeInSameDocument() {
        assertThat(BreakingChanges.between(document, document)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            paths/~1api~1v1~1events                                  | GET /api/v1/events was removed
            paths/~1api~1v1~1vms/post                                | POST /api/v1/vms was removed
            paths/~1api~1v1~1vms/post/responses/201                  | POST /api/v1/vms 201 is no longer returned
            paths/~1api~1v1~1vms/post/responses/201/headers/ETag     | POST /api/v1/vms 201: header ETag was removed
            paths/~1api~1v1~1vms/post/requestBody/content/application~1json | POST /api/v1/vms: no longer accepts application/json
            paths/~1api~1v1~1vms/get/parameters/0                    | GET /api/v1/vms: parameter query label was removed
            paths/~1api~1v1~1vms/post/operationId                    | POST /api/v1/vms: operationId was createVm, is none
            components/schemas/Memory/properties/slots               | POST /api/v1/command-lines: body.memory.slots was removed
            components/schemas/Vm/properties/generation              | GET /api/v1/vms 200: body.items[].generation was removed
            components/schemas/Vm/required                           | GET /api/v1/vms 200: body.items[].name may now be absent
            components/schemas/NetworkBackend/oneOf/0                | POST /api/v1/command-lines: body.networkInterfaces[].network: NetworkBackendUser is no longer one of its variants
            components/schemas/VmSpec/properties/power/enum/1        | POST /api/v1/command-lines: body.power: no longer accepts [Off]
            """)
    void findsRemovals(String pointer, String change) {
        JsonNode after = document.deepCopy();
        int end = pointer.lastIndexOf('/');
        JsonNode parent = after.at("/" + pointer.substring(0, end));
        String last = pointer.substring(end + 1).replace("~1", "/");
        switch (parent) {
            case ObjectNode object -> object.remove(last);
            case ArrayNode array -> array.remove(Integer.parseInt(last));
            default -> throw new IllegalStateException(pointer + " is not in the document");
        }

        assertThat(BreakingChanges.between(document, after)).contains(change.strip());
    }

    @Test
    void findsStricterRequests() {
        JsonNode after = document.deepCopy();
        ((ObjectNode) after.at(VMS + "/get/parameters/0")).put("required", true);
        ((ArrayNode) after.at(SCHEMAS + "VmRequest/required")).add("labels");
        ((ObjectNode) after.at(SCHEMAS + "Cpu/properties/count")).put("maximum", 4);
        ((ObjectNode) after.at(SCHEMAS + "Memory/properties/slots")).put("type", "string");

        assertThat(BreakingChanges.between(document, after))
                .contains(
                        "GET /api/v1/vms: parameter query label is now required",
                        "POST /api/v1/vms: body.labels is now required",
                        "POST /api/v1/vms: body.spec.cpu.count: maximum is now 4",
                        "POST /api/v1/vms: body.spec.memory.slots: type was integer (int32), is string (int32)");
    }

    @Test
    void acceptsAdditions() {
        JsonNode after = document.deepCopy();
        ObjectNode path = (ObjectNode) after.path("paths");
        path.set("/api/v1/more", after.at(VMS));
        ((ObjectNode) after.at(SCHEMAS + "Vm/properties")).putObject("more").put("type", "string");
        ((ObjectNode) after.at(SCHEMAS + "VmRequest/properties"))
                .putObject("more")
                .put("type", "string");
        ((ArrayNode) after.at(SCHEMAS + "Condition/properties/type/enum")).add("More");
        ((ArrayNode) after.at(VMS + "/get/parameters"))
                .addObject()
                .put("in", "query")
                .put("name", "more");

        assertThat(BreakingChanges.between(document, after)).isEmpty();
    }
}
