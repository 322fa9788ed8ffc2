package dev.outset.benchmark;

import dev.outset.support.Chromium;
import dev.outset.support.HttpCalls;
import dev.outset.support.ServiceProcess;
import dev.outset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * Measures the time from the navigation to {@code /} until the fleet table is visible, in Chromium with an empty cache
 * and 10,000 stored VMs, compared with one static file of the same service. Requires Chromium and chromedriver.
 */
public final class FirstView {

    private static final int VMS = Integer.getInteger("outset.benchmark.vms", 10_000);

    private static final int RUNS = Integer.getInteger("outset.benchmark.runs", 15);

    private static final int BATCH = 500;

    /**
     * Returns the milliseconds from the start of the navigation until the element is painted, measured by the browser.
     */
    private static final String PAINT_TIME = """
            const [css, done] = arguments;
            const poll = () => document.querySelector(css)
                ? requestAnimationFrame(() => setTimeout(() => done(performance.now())))
                : setTimeout(poll, 1);
                            poll();""";

    private FirstView() {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("outset-page");
        try (ServiceProcess service = ServiceProcess.start(
                folder, "--spring.datasource.url=" + TestDatabase.h2Url(folder), "--logging.level.root=warn")) {
            fill(service.calls());
            ChromeDriver browser = Chromium.start(folder.resolve("profile"));
            try {
                String origin = "http://127.0.0.1:" + service.port();
                measure(browser, origin + "/ui/icon.svg", "svg");
                measure(browser, origin + "/", "tbody tr");
                double file = median(browser, origin + "/ui/icon.svg", "svg");
                double view = median(browser, origin + "/", "tbody tr");
                double cached = medianCached(browser, origin + "/", "tbody tr");
                System.out.printf("%d VMs, median of %d, milliseconds in the browser%n", VMS, RUNS);
                System.out.printf("one static file                 %8.0f%n", file);
                System.out.printf("first view, nothing cached      %8.0f   %.1f times the file%n", view, view / file);
                System.out.printf(
                        "first view, files revalidated   %8.0f   %.1f times the file%n", cached, cached / file);
                System.out.println(requests(service.calls()));
            } finally {
                browser.quit();
            }
        }
    }

    private static void fill(HttpCalls http) {
        for (int start = 0; start < VMS; start += BATCH) {
            String items = IntStream.range(start, Math.min(start + BATCH, VMS))
                    .mapToObj(FirstView::definition)
                    .collect(Collectors.joining(","));
            HttpCalls.Answer answer = http.post("/api/v1/vms/batches", "{\"items\": [" + items + "]}");
            if (answer.status() >= 300) {
                throw new IllegalStateException(answer.text());
            }
        }
        while (http.get("/api/v1/vms?condition=Verified:Unknown&limit=1")
                        .json()
                        .get("items")
                        .size()
                > 0) {
            LockSupport.parkNanos(200_000_000);
        }
    }

    private static String definition(int i) {
        return """
                {"name": "vm-%05d", "labels": {"team": "t%d"}, "spec": {"qemu": {"version": "%s"},
                  "migration": {"live": {"max-bandwidth": "1GiB/s"}, "capabilities": {"return-path": true}}}}
                """.formatted(i, i % 20, new String[] {"7.2", "8.2", "9.2", "10.0", "11.1"}[i % 5]);
    }

    private static double median(ChromeDriver browser, String url, String css) {
        double[] times = IntStream.range(0, RUNS)
                .mapToDouble(run -> measure(browser, url, css))
                .sorted()
                .toArray();
        return times[times.length / 2];
    }

    private static double measure(ChromeDriver browser, String url, String css) {
        browser.executeCdpCommand("Network.clearBrowserCache", Map.of());
        return visit(browser, url, css);
    }

    private static double medianCached(ChromeDriver browser, String url, String css) {
        double[] times = IntStream.range(0, RUNS)
                .mapToDouble(run -> visit(browser, url, css))
                .sorted()
                .toArray();
        return times[times.length / 2];
    }

    private static double visit(ChromeDriver browser, String url, String css) {
        browser.get("about:blank");
        browser.get(url);
        return ((Number) Objects.requireNonNull(browser.executeAsyncScript(PAINT_TIME, css))).doubleValue();
    }

    private static String requests(HttpCalls http) {
        return Arrays.stream(new String[] {"/ui/icon.svg", "/api/v1/fleet", "/api/v1/vms"})
                .map(path -> {
                    double[] times = IntStream.range(0, RUNS)
                            .mapToDouble(run -> {
                                long start = System.nanoTime();
                                http.get(path, "Accept-Encoding", "gzip");
                                return (System.nanoTime() - start) / 1e6;
                            })
                            .sorted()
                            .toArray();
                    return "%-32s%8.1f".formatted(path, times[RUNS / 2]);
                })
                .collect(Collectors.joining("\n"));
    }
}
