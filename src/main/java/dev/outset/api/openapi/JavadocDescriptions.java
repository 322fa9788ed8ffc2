package dev.outset.api.openapi;

import com.github.therapi.runtimejavadoc.CommentFormatter;
import com.github.therapi.runtimejavadoc.RuntimeJavadoc;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/** Converts the Javadoc of types and record components to descriptions in the OpenAPI document. */
final class JavadocDescriptions {

    private static final CommentFormatter HTML = new CommentFormatter();

    private JavadocDescriptions() {}

    /** The description of a type; null if it has no Javadoc. */
    static @Nullable String of(Class<?> type) {
        String text = plain(HTML.format(RuntimeJavadoc.getJavadoc(type).getComment()));
        return text.isEmpty() ? null : text;
    }

    /** The description of a record component; null if it has no Javadoc. */
    static @Nullable String of(RecordComponent component) {
        return RuntimeJavadoc.getJavadoc(component.getDeclaringRecord()).getRecordComponents().stream()
                .filter(parameter -> parameter.getName().equals(component.getName()))
                .map(parameter -> sentence(HTML.format(parameter.getComment())))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private static String plain(String html) {
        return html.replaceAll("<[^>]+>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .replaceAll("\\s+", " ")
                .strip();
    }

    /**
     * Makes a sentence. The null of Java becomes "absent", because null components are omitted from the JSON; the null
     * of JSON is marked as code.
     */
    private static String sentence(String html) {
        String text = StringUtils.capitalize(plain(html.replaceAll("(?<!<code>)\\bnull\\b", "absent")));
        return text.isEmpty() || text.endsWith(".") ? text : text + ".";
    }
}
