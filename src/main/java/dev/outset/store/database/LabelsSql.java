package dev.outset.store.database;

import tools.jackson.databind.json.JsonMapper;

/** How labels that are kept as JSON in one column are searched. */
public final class LabelsSql {

    private LabelsSql() {}

    /**
     * What a label looks like inside the column, for {@code like ? escape '!'}. Labels hold nothing that JSON escapes, so
     * a member with its quotes stands nowhere but where it is meant.
     */
    public static String pattern(String key, String value) {
        JsonMapper mapper = JsonMapper.shared();
        String member = mapper.writeValueAsString(key) + ":" + mapper.writeValueAsString(value);
        return "%" + member.replaceAll("([!%_])", "!$1") + "%";
    }
}
