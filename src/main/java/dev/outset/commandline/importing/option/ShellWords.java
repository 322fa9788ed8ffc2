package dev.outset.commandline.importing.option;

import java.util.ArrayList;
import java.util.List;

/** Splits a shell command into words as {@code sh} does. Rejects commands that need evaluation by a shell. */
public final class ShellWords {

    private static final String OPERATORS = ";&|<>()";

    private final String line;

    private int position;

    private final List<String> words = new ArrayList<>();

    private ShellWords(String line) {
        this.line = line;
    }

    /**
     * Splits a command.
     *
     * @throws IllegalArgumentException if a quote is not closed, or if the command needs evaluation by a shell
     */
    public static List<String> split(String line) {
        ShellWords splitter = new ShellWords(line);
        splitter.run();
        return splitter.words;
    }

    private void run() {
        skipBlanks();
        while (position < line.length()) {
            if (line.charAt(position) == '#') {
                skipComment();
            } else {
                words.add(word());
            }
            skipBlanks();
        }
    }

    private void skipBlanks() {
        while (position < line.length()) {
            char c = line.charAt(position);
            boolean continued = c == '\\' && position + 1 < line.length() && line.charAt(position + 1) == '\n';
            boolean continuedAfterReturn = line.startsWith("\\\r\n", position);
            if (continued || continuedAfterReturn) {
                position += continued ? 2 : 3;
            } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                position++;
            } else {
                return;
            }
        }
    }

    private void skipComment() {
        while (position < line.length() && line.charAt(position) != '\n') {
            position++;
        }
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        while (position < line.length()) {
            char c = line.charAt(position);
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                break;
            }
            position++;
            switch (c) {
                case '\'' -> word.append(upTo('\''));
                case '"' -> doubleQuoted(word);
                case '\\' -> escaped(word);
                case '$', '`' -> throw evaluated(c);
                default -> {
                    if (OPERATORS.indexOf(c) >= 0) {
                        throw evaluated(c);
                    }
                    word.append(c);
                }
            }
        }
        return word.toString();
    }

    private void escaped(StringBuilder word) {
        if (position < line.length()) {
            char next = line.charAt(position++);
            if (next != '\n') {
                word.append(next);
            }
        }
    }

    private void doubleQuoted(StringBuilder word) {
        while (true) {
            if (position >= line.length()) {
                throw new IllegalArgumentException("A double quote is not closed");
            }
            char c = line.charAt(position++);
            if (c == '"') {
                return;
            }
            if (c == '$' || c == '`') {
                throw evaluated(c);
            }
            if (c == '\\' && position < line.length() && "\\\"$`\n".indexOf(line.charAt(position)) >= 0) {
                char next = line.charAt(position++);
                if (next != '\n') {
                    word.append(next);
                }
            } else {
                word.append(c);
            }
        }
    }

    private String upTo(char quote) {
        int end = line.indexOf(quote, position);
        if (end < 0) {
            throw new IllegalArgumentException("A single quote is not closed");
        }
        String text = line.substring(position, end);
        position = end + 1;
        return text;
    }

    private IllegalArgumentException evaluated(char c) {
        return new IllegalArgumentException("'" + c + "' at character " + position + " needs evaluation by a shell"
                + "; quote it, or send the arguments as a list");
    }
}
