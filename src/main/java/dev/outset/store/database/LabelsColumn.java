package dev.outset.store.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A column that contains labels as JSON. */
public final class LabelsColumn {

    private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};

    private LabelsColumn() {}

    /** Returns the labels in a row. */
    public static Map<String, String> read(ResultSet row, String column) throws SQLException {
        return JsonMapper.shared().readValue(row.getString(column), LABELS);
    }

    /** Returns the value of the column. */
    public static String value(Map<String, String> labels) {
        return JsonMapper.shared().writeValueAsString(labels);
    }

    /**
     * Returns the pattern of a label for {@code like ? escape '!'}. Labels contain no characters that JSON escapes, so
     * a quoted member matches only itself.
     */
    static String pattern(String key, String value) {
        String member = value(Map.of(key, value));
        return "%" + member.substring(1, member.length() - 1).replaceAll("([!%_])", "!$1") + "%";
    }
}
