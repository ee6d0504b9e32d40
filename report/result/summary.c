#include "report/result/summary.h"

static uint64_t count_of(const struct json_node *node) {
    int64_t count;

    return json_to_integer(node, &count) && count > 0 ? (uint64_t)count : 0;
}

uint64_t summary_count(const struct json_node *object, const char *key) {
    return count_of(json_get(object, key));
}

uint64_t summary_sum(const struct json_node *object) {
    const struct json_node *value;
    struct str name;
    uint64_t sum = 0;

    for (size_t i = 0; json_member(object, i, &name, &value); i++) {
        sum += count_of(value);
    }
    return sum;
}

struct summary_unmet summary_unmet(const struct json_node *summary) {
    const struct json_node *coverage = json_get(summary, "coverage");
    uint64_t expected = summary_count(coverage, "expected"), examined = summary_count(coverage, "examined");
    uint64_t left = expected > examined ? expected - examined : 0, missing;
    struct summary_unmet unmet = {.caused = summary_sum(json_get(coverage, "causes"))};

    left -= unmet.caused < left ? unmet.caused : left;
    missing = summary_count(json_get(summary, "verdicts"), "missing"); /* only what is in use is missing */
    unmet.missing = missing < left ? missing : left;
    unmet.ambiguous = left - unmet.missing;
    return unmet;
}
