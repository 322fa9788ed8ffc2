package dev.outset.api.openapi;

import com.github.therapi.runtimejavadoc.Comment;
import com.github.therapi.runtimejavadoc.CommentFormatter;
import com.github.therapi.runtimejavadoc.RuntimeJavadoc;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Converts the Javadoc of types and record components to descriptions in the OpenAPI document. */
final class JavadocDescriptions {

    private static final CommentFormatter HTML = new CommentFormatter();

    private JavadocDescriptions() {}

    /** The description of a type; null if it has no Javadoc. */
    static @Nullable String of(Class<?> type) {
        String text = plain(RuntimeJavadoc.getJavadoc(type).getComment());
        return text.isEmpty() ? null : text;
    }

    /** The description of a record component; null if it has no Javadoc. */
    static @Nullable String of(RecordComponent component) {
        return RuntimeJavadoc.getJavadoc(component.getDeclaringRecord()).getRecordComponents().stream()
                .filter(parameter -> parameter.getName().equals(component.getName()))
                .map(parameter -> sentence(plain(parameter.getComment())))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private static String plain(Comment comment) {
        return HTML.format(comment)
                .replaceAll("<[^>]+>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .replaceAll("\\s+", " ")
                .strip();
    }

    /** Makes a sentence; null becomes "absent", because null components are omitted from the JSON. */
    private static String sentence(String text) {
        if (text.isEmpty()) {
            return text;
        }
        String json = text.replaceAll("\\bnull\\b", "absent");
        String upper = json.substring(0, 1).toUpperCase(Locale.ROOT) + json.substring(1);
        return upper.endsWith(".") ? upper : upper + ".";
    }
}
