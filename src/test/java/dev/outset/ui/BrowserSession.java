package dev.outset.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.Chromium;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NotFoundException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Chromium session with the web UI, which waits for expected content and collects errors of the browser console. */
final class BrowserSession implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static final Path SCREENSHOTS = Path.of("docs/pictures");

    /** Expected error responses, each of which Chromium reports as a network error. */
    private static final Pattern EXPECTED_ERROR =
            Pattern.compile(".*the server responded with a status of (401|404|409|412|422) .*");

    private static final String AXE = axe();

    private final String origin;

    private final ChromeDriver driver;

    BrowserSession(int port, Path profile) {
        this.origin = "http://127.0.0.1:" + port;
        this.driver = Chromium.start(profile);
        wide();
    }

    private static String axe() {
        try (InputStream script = Objects.requireNonNull(BrowserSession.class.getResourceAsStream("/axe.min.js"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Opens a view by its URL. */
    void open(String route) {
        driver.get("about:blank");
        driver.get(origin + "/#" + route);
    }

    /** The current URL without the origin. */
    String address() {
        return Objects.requireNonNull(driver.getCurrentUrl()).substring(origin.length());
    }

    /** Moves the page into or out of the back/forward cache: {@code pagehide} or {@code pageshow}. */
    void transition(String event) {
        driver.executeScript("dispatchEvent(new PageTransitionEvent(arguments[0], {persisted: true}))", event);
    }

    /** Resizes the window to that of a desktop. */
    void wide() {
        size(1280, 900);
    }

    /** Resizes the window to that of a phone. */
    void narrow() {
        size(360, 740);
    }

    private void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Emulates the colour scheme of the system: {@code light} or {@code dark}. */
    void prefers(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Waits for a visible element. */
    WebElement see(String css) {
        return until(
                css,
                () -> driver.findElement(By.cssSelector(css)).isDisplayed()
                        ? driver.findElement(By.cssSelector(css))
                        : null);
    }

    /** Waits until an element contains a text, and returns all of its text. */
    String read(String css, String expected) {
        return until("'" + expected + "' in " + css, () -> {
            String text = driver.findElement(By.cssSelector(css)).getText();
            return text.contains(expected) ? text : null;
        });
    }

    /** The current texts of all matching elements. */
    List<String> texts(String css) {
        return driver.findElements(By.cssSelector(css)).stream()
                .map(WebElement::getText)
                .toList();
    }

    /** Waits until a probe returns a value. */
    <T> T until(String expectation, Supplier<@Nullable T> probe) {
        return Objects.requireNonNull(new WebDriverWait(driver, TIMEOUT, Duration.ofMillis(25))
                .ignoreAll(List.of(NotFoundException.class, StaleElementReferenceException.class))
                .withMessage(() -> "Expected: " + expectation + "; the page shows:\n"
                        + driver.findElement(By.tagName("body")).getText())
                .until(page -> probe.get()));
    }

    /** Clicks an element. */
    void click(String css) {
        until("a click on " + css, () -> {
            WebElement element = see(css);
            driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
            element.click();
            return true;
        });
    }

    /** Replaces the content of a field with key strokes. */
    void type(String css, String text) {
        WebElement field = see(css);
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE);
        see(css).sendKeys(text);
    }

    /** Selects an option by its value. */
    void choose(String css, String value) {
        click(css + " option[value='" + value + "']");
    }

    /** Presses a key in the focused element. */
    void press(CharSequence key) {
        driver.switchTo().activeElement().sendKeys(key);
    }

    /** The focused element. */
    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /** The selector of the editor field for a pointer. */
    static String field(String pointer) {
        return "[id='field:" + pointer + "']";
    }

    /** Violations of the accessibility rules of axe, and horizontal overflow. */
    List<String> accessibilityViolations() {
        driver.executeScript(AXE);
        Object found = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run().then(result => done(result.violations.map(violation =>
                    violation.id + ': ' + violation.nodes.map(node => node.html).join('\\n')).concat(
                    document.documentElement.scrollWidth > window.innerWidth ? ['wider than the window'] : [])));""");
        return ((List<?>) Objects.requireNonNull(found))
                .stream().map(Object::toString).toList();
    }

    /** Console errors and requests to other hosts since the previous call. */
    List<String> errors() {
        List<String> errors = new ArrayList<>();
        driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> !EXPECTED_ERROR.matcher(entry.getMessage()).matches())
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .forEach(errors::add);
        driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(entry -> JsonMapper.shared().readTree(entry.getMessage()).path("message"))
                .filter(message -> message.path("method").asString("").equals("Network.requestWillBeSent"))
                .map(message -> message.at("/params/request/url").asString())
                .filter(this::isForeign)
                .map(url -> "a request to " + url)
                .forEach(errors::add);
        return errors;
    }

    private boolean isForeign(String url) {
        String scheme = URI.create(url.replaceAll("[^A-Za-z0-9:/.].*", "")).getScheme();
        return ("http".equals(scheme) || "https".equals(scheme)) && !url.startsWith(origin + "/");
    }

    /** Takes a screenshot for the documentation, only with {@code -Dpictures.update}. */
    void screenshot(String name) {
        if (System.getProperty("pictures.update") == null) {
            return;
        }
        Number height = (Number) Objects.requireNonNull(driver.executeScript(
                "document.activeElement.blur(); scrollTo(0, 0); return document.documentElement.scrollHeight"));
        Map<String, Object> answer = driver.executeCdpCommand(
                "Page.captureScreenshot",
                Map.of(
                        "captureBeyondViewport",
                        true,
                        "clip",
                        Map.of(
                                "x",
                                0,
                                "y",
                                0,
                                "width",
                                1280,
                                "height",
                                Math.min(height.intValue(), 1500),
                                "scale",
                                1)));
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(
                    SCREENSHOTS.resolve(name + ".png"), Base64.getDecoder().decode(String.valueOf(answer.get("data"))));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Fails if there were console errors or requests to other hosts. */
    void assertNoErrors() {
        assertThat(errors()).isEmpty();
    }

    /** The number of requests of the page, since it was opened, whose URL contains a text. */
    long requests(String part) {
        return (Long) Objects.requireNonNull(driver.executeScript(
                "return performance.getEntriesByType('resource').filter(entry => entry.name.includes(arguments[0])).length",
                part));
    }

    /** Fetches JSON from within the page. */
    JsonNode fetch(String path) {
        Object text = driver.executeAsyncScript(
                "const done = arguments[1]; fetch(arguments[0]).then(r => r.text()).then(done)", path);
        return JsonMapper.shared().readTree(String.valueOf(text));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
