package dev.outset.api.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.Comparator;
import java.util.TreeMap;

/** Sorts the OpenAPI document, so that two versions can be compared line by line. */
final class OpenApiDocumentSorter {

    private OpenApiDocumentSorter() {}

    static void sort(OpenAPI document) {
        Paths paths = new Paths();
        new TreeMap<>(document.getPaths()).forEach(paths::addPathItem);
        document.setPaths(paths);
        paths.values()
                .forEach(path -> path.readOperations().forEach(operation -> {
                    ApiResponses responses = new ApiResponses();
                    new TreeMap<>(operation.getResponses()).forEach(responses::addApiResponse);
                    operation.setResponses(responses);
                }));
        document.getComponents()
                .schemas(new TreeMap<>(document.getComponents().getSchemas()))
                .responses(new TreeMap<>(document.getComponents().getResponses()));
        document.setTags(document.getTags().stream()
                .sorted(Comparator.comparing(Tag::getName))
                .toList());
    }
}
