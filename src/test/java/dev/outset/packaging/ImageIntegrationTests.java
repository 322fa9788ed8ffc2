package dev.outset.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.Requirements;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Runs the steps of the Dockerfile that do not need a Docker engine on the jar of this build. */
@Tag("path-sensitive")
class ImageIntegrationTests {

    private static final Pattern STEP = Pattern.compile("image-runtime\\.sh (runtime|layers|cache)[^\\n\\\\]*");

    private static final Pattern ENTRY_POINT = Pattern.compile("(?m)^ENTRYPOINT \\[(.*)]$");

    @TempDir
    Path root;

    @Test
    void buildsRuntimeLayersAndCache() throws Exception {
        Path jar = jar();
        Files.createDirectories(root.resolve("tmp"));
        Files.createDirectories(root.resolve("opt"));
        Files.copy(jar, root.resolve("tmp/outset.jar"));
        for (String step : steps()) {
            if (step.contains(" cache ")) {
                assemble();
            }
            run(inRoot(step).replace("image-runtime.sh", "\"$SCRIPTS/image-runtime.sh\""));
        }
        assertThat(megabytes(root.resolve("opt")))
                .as("Java, jar and cache, in addition to a base image of 8 MB")
                .isLessThan(235);
        assertThat(run(serve())).contains("Started OutsetApplication").contains("\"@timestamp\"");
    }

    /**
     * Returns a script that runs the entry point in the image's working directory, as the image's user if the test runs
     * as root, so that everything except its data belongs to root. It waits for the health check; a cache that does not
     * match is an error.
     */
    private String serve() throws IOException {
        String entryPoint = ENTRY_POINT
                .matcher(Files.readString(Path.of("Dockerfile")))
                .results()
                .map(match -> match.group(1))
                .reduce((first, last) -> last)
                .orElseThrow()
                .replaceAll("[\",]+", " ")
                .replace("java ", "/opt/java/bin/java ");
        Files.createDirectories(root.resolve("data"));
        return """
                as=""
                if [ "$(id -u)" = 0 ]; then
                  chown 10001:10001 "$ROOT/data" && chmod 755 "$ROOT"
                  as="setpriv --reuid=10001 --regid=10001 --clear-groups"
                fi
                cd "$ROOT"
                export OUTSET_ACCESS_BOOTSTRAPKEY=0123456789abcdef0123456789abcdef SERVER_ADDRESS=0.0.0.0
                export SERVER_PORT=$CACHE_PORT LOGGING_STRUCTURED_FORMAT_CONSOLE=ecs JAVA_TOOL_OPTIONS=-XX:AOTMode=on
                $as %s &
                service=$!
                until sh "$SCRIPTS/container-health.sh" 2>/dev/null; do kill -0 $service; sleep 0.1; done
                ls data
                kill $service
                wait $service || [ $? -eq 143 ]
                """.formatted(inRoot(entryPoint));
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            List<Path> jars = files.filter(file -> file.getFileName().toString().matches("outset-.*\\.jar"))
                    .toList();
            Assumptions.assumeFalse(jars.isEmpty(), "No jar: the package phase has not run");
            return jars.getFirst();
        }
    }

    /** Returns the distinct steps of the service image, in order. */
    private static List<String> steps() throws IOException {
        List<String> steps = STEP.matcher(Files.readString(Path.of("Dockerfile")))
                .results()
                .map(MatchResult::group)
                .map(String::strip)
                .distinct()
                .toList();
        assertThat(steps).hasSize(3);
        return steps;
    }

    private void assemble() throws IOException, InterruptedException {
        run(inRoot("mkdir -p /opt/outset && cp -a /layers/dependencies/. /layers/application/. /opt/outset/"));
        Files.copy(Path.of("scripts/java.options"), root.resolve("opt/outset/java.options"));
    }

    /** Moves the image's directories in a command below the test's root; other paths are passed as variables. */
    private String inRoot(String command) {
        return command.replaceAll("(?<= |^|=|@)/(opt|layers|tmp)/", root + "/$1/")
                .replaceAll("(?<= )/layers(?= |$)", root + "/layers");
    }

    private String run(String command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-ec", command).redirectErrorStream(true);
        if (Files.isDirectory(root.resolve("opt/outset"))) {
            builder.directory(root.resolve("opt/outset").toFile());
        }
        builder.environment().put("ROOT", root.toString());
        builder.environment().put("SCRIPTS", Path.of("scripts").toAbsolutePath().toString());
        builder.environment().put("CACHE_PORT", Integer.toString(freePort()));
        builder.environment().merge("PATH", System.getProperty("java.home") + "/bin:", (path, java) -> java + path);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s%n%s", command, output).isZero();
        return output;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static long megabytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum()
                    >> 20;
        }
    }

    @Test
    void containsLayersAndBillOfMaterials() throws Exception {
        try (JarFile file = new JarFile(jar().toFile())) {
            assertThat(file.getEntry("BOOT-INF/layers.idx")).isNotNull();
            Attributes manifest = file.getManifest().getMainAttributes();
            Requirements.that(
                    manifest.containsKey(new Attributes.Name("Sbom-Format")), "Maven is offline: no bill of materials");
            assertThat(manifest.getValue("Sbom-Format")).isEqualTo("CycloneDX");
            try (InputStream bill = file.getInputStream(file.getEntry(manifest.getValue("Sbom-Location")))) {
                assertThat(JsonMapper.shared()
                                .readTree(bill)
                                .path("components")
                                .valueStream()
                                .map(component -> component.path("name").asString()))
                        .contains("spring-boot", "db-scheduler", "postgresql")
                        .doesNotContain("junit-jupiter", "helm-java");
            }
        }
    }

    @Test
    void runsAsAnUnprivilegedUserWithAHealthCheckAndWithoutARegistry() throws IOException {
        String dockerfile = Files.readString(Path.of("Dockerfile"));

        for (String stage : List.of("AS qemu\n", "AS service\n")) {
            String image = dockerfile.substring(dockerfile.indexOf(stage)).split("\nFROM ", 2)[0];
            assertThat(image)
                    .contains(
                            "\nUSER 10001:10001\n",
                            "\nHEALTHCHECK ",
                            "\nLABEL ",
                            "SERVER_ADDRESS=0.0.0.0",
                            "MANAGEMENT_SERVER_PORT=8081");
        }
        assertThat(dockerfile.lines().filter(line -> line.startsWith("ARG ") && line.contains("IMAGE=")))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).doesNotContain("/"));
    }
}
