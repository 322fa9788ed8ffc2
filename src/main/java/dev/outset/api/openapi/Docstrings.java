package dev.outset.api.openapi;

import com.github.therapi.runtimejavadoc.Comment;
import com.github.therapi.runtimejavadoc.CommentFormatter;
import com.github.therapi.runtimejavadoc.RuntimeJavadoc;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the docstrings of our types say, as the document says it: plain text, a whole sentence, JSON's words. */
final class Docstrings {

    private static final CommentFormatter HTML = new CommentFormatter();

    private Docstrings() {}

    /** What a type is, or null when nothing is said of it. */
    static @Nullable String of(Class<?> type) {
        String text = plain(RuntimeJavadoc.getJavadoc(type).getComment());
        return text.isEmpty() ? null : text;
    }

    /** What a component of a record is, or null when nothing is said of it. */
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

    /** What is null in a record is left out of its JSON. */
    private static String sentence(String text) {
        if (text.isEmpty()) {
            return text;
        }
        String json = text.replaceAll("\\bnull\\b", "absent");
        String upper = json.substring(0, 1).toUpperCase(Locale.ROOT) + json.substring(1);
        return upper.endsWith(".") ? upper : upper + ".";
    }
}
