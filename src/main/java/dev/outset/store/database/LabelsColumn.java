package dev.outset.store.database;

import tools.jackson.databind.json.JsonMapper;

/** Searches labels that are stored as JSON in one column. */
public final class LabelsSql {

    private LabelsSql() {}

    /**
     * Returns the pattern of a label for {@code like ? escape '!'}. Labels contain no characters that JSON escapes, so
     * a quoted member matches only itself.
     */
    public static String pattern(String key, String value) {
        JsonMapper mapper = JsonMapper.shared();
        String member = mapper.writeValueAsString(key) + ":" + mapper.writeValueAsString(value);
        return "%" + member.replaceAll("([!%_])", "!$1") + "%";
    }
}
