#include "report/result/summary.h"

uint64_t summary_count(const struct json_node *object, const char *key) {
    int64_t count;

    return json_to_integer(json_get(object, key), &count) && count > 0 ? (uint64_t)count : 0;
}

struct summary_unmet summary_unmet(const struct json_node *summary) {
    const struct json_node *coverage = json_get(summary, "coverage"), *causes = json_get(coverage, "causes"), *value;
    uint64_t expected = summary_count(coverage, "expected"), examined = summary_count(coverage, "examined");
    uint64_t left = expected > examined ? expected - examined : 0, missing;
    struct summary_unmet unmet = {0};
    struct str cause;

    for (size_t i = 0; json_member(causes, i, &cause, &value); i++) {
        int64_t count;
        unmet.caused += json_to_integer(value, &count) && count > 0 ? (uint64_t)count : 0;
    }
    left -= unmet.caused < left ? unmet.caused : left;
    missing = summary_count(json_get(summary, "verdicts"), "missing"); /* only what is in use is missing */
    unmet.missing = missing < left ? missing : left;
    unmet.ambiguous = left - unmet.missing;
    return unmet;
}
