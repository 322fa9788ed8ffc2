package dev.outset.simulator.json;

/** The tokens of {@code qobject/json-lexer.c}. */
enum JsonToken {
    LEFT_CURLY,
    RIGHT_CURLY,
    LEFT_SQUARE,
    RIGHT_SQUARE,
    COLON,
    COMMA,
    INTEGER,
    FLOAT,
    KEYWORD,
    STRING,
    ERROR,
    END_OF_INPUT
}
