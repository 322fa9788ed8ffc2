package dev.outset.packaging;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A rendered Kubernetes object.
 *
 * @param json the object
 */
record Manifest(JsonNode json) {

    @FunctionalInterface
    private interface Validator {
        void validate(JsonElement json) throws IOException;
    }

    private static final Map<String, Validator> MODELS = Map.of(
            "ConfigMap", V1ConfigMap::validateJsonElement,
            "Deployment", V1Deployment::validateJsonElement,
            "HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::validateJsonElement,
            "Ingress", V1Ingress::validateJsonElement,
            "NetworkPolicy", V1NetworkPolicy::validateJsonElement,
            "PersistentVolumeClaim", V1PersistentVolumeClaim::validateJsonElement,
            "Pod", V1Pod::validateJsonElement,
            "PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
            "Service", V1Service::validateJsonElement,
            "ServiceAccount", V1ServiceAccount::validateJsonElement);

    /** Custom resources: the fields of their definitions that the chart uses. */
    private static final Map<String, Set<String>> CUSTOM_RESOURCES =
            Map.of("ServiceMonitor", Set.of("jobLabel", "selector", "endpoints"), "PrometheusRule", Set.of("groups"));

    private static final KubernetesSerialization TYPES = new KubernetesSerialization();

    static List<Manifest> parse(String yaml) {
        List<Manifest> manifests = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
            if (document != null) {
                manifests.add(new Manifest(JsonMapper.shared().valueToTree(document)));
            }
        }
        return manifests;
    }

    String kind() {
        return json.path("kind").asString();
    }

    String name() {
        return json.at("/metadata/name").asString();
    }

    /** Returns the pod spec of a pod or of a pod template, if any. */
    Stream<JsonNode> podSpecs() {
        return Stream.of(json.at("/spec/template/spec"), json.path("spec")).filter(spec -> spec.has("containers"));
    }

    /** Fails on unknown fields and on values of the wrong type. */
    void check() throws IOException {
        Set<String> customFields = CUSTOM_RESOURCES.get(kind());
        if (customFields != null) {
            if (!customFields.containsAll(json.path("spec").propertyNames())) {
                throw new IllegalArgumentException("Unknown field in " + json.path("spec"));
            }
            return;
        }
        Validator model = MODELS.get(kind());
        if (model == null) {
            throw new IllegalArgumentException("No model of " + kind());
        }
        model.validate(JsonParser.parseString(json.toString()));
        TYPES.unmarshal(json.toString());
    }
}
