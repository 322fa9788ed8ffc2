package dev.outset.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.ShippedJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Checks that the image, chart, Compose file and documentation agree on the heap size. */
class HeapTests {

    @Test
    void usesTheSameHeapSizeEverywhere() throws IOException {
        int heap = ShippedJava.heapMegabytes();
        String container = Integer.toString(ShippedJava.CONTAINER_MEGABYTES);

        assertThat(read("helm/outset/values.yaml")).containsPattern("limits:\\s+memory: " + container + "Mi\n");
        assertThat(read("docker-compose.yml")).containsPattern("limits:\\s+memory: " + container + "M\n");
        assertThat(read("docs/limits.md")).contains(heap + " MB of heap", container + " MiB");
        assertThat(read("docs/operations.md")).contains(heap + " MB", "in " + container + " MiB");
        assertThat(ShippedJava.options()).contains("-Xmx" + heap + "m");
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file));
    }
}
