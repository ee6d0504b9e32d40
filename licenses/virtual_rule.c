#include "licenses/virtual_rule.h"

#include "base/text.h"

/* --- reading -------------------------------------------------------------------------------------------------------
 */

/* Folded; what a text may name before or behind what it says. A word stands before any that it begins with. */
static const char *const machine_words[] = {
    "仮想マシン", "仮想サーバー", "仮想サーバ", "仮想os", "仮想", "インスタンス", "instances",
    "instance",   "machines",     "machine",    "vms",    "vm",   "oses",         "ose",
    "台まで",     "台",           "個",         ":",      "最大", "まで",
};
static const char unlimited_words[] = "無制限|制限なし|制限無し|無限|unlimited|no limit|∞";
static const char none_words[] = "|なし|無し|無|none";

/* Takes words of machines off both ends, as long as there are any. */
static struct str without_machines(struct str text) {
    size_t n;

    do {
        n = text.n;
        for (size_t i = 0; i < ARRAY_LEN(machine_words); i++) {
            struct str word = str_from(machine_words[i]);
            bool is_found = str_drop_suffix(&text, word) || str_drop_prefix(&text, word);
            text = is_found ? str_trim(text) : text;
        }
    } while (text.n < n);
    return text;
}

struct virtual_rule virtual_rule_read(struct str text) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    uint64_t machines;

    text_fold(text, &folded);
    struct str all = str_trim(buffer_view(&folded)), said = without_machines(all);
    if (folded.failed) {
        return (struct virtual_rule){.right = VIRTUAL_UNREADABLE};
    }
    if (str_is_listed(none_words, all)) {
        return (struct virtual_rule){.right = VIRTUAL_NONE};
    }
    if (str_is_listed(unlimited_words, said)) {
        return (struct virtual_rule){.right = VIRTUAL_UNLIMITED};
    }
    if (str_to_u64(said, &machines) && machines > 0 && machines <= INT64_MAX) {
        return (struct virtual_rule){VIRTUAL_COUNTED, (int64_t)machines};
    }
    return (struct virtual_rule){.right = VIRTUAL_UNREADABLE};
}

/* --- applying ------------------------------------------------------------------------------------------------------
 */

bool virtual_rule_units(const struct virtual_rule *rule, int64_t host_units, int64_t machines, int64_t *ret_units) {
    int64_t times, units;

    if (host_units < 0 || machines < 0) {
        return false;
    }
    switch (rule->right) {
    case VIRTUAL_UNLIMITED:
        *ret_units = host_units;
        return true;
    case VIRTUAL_COUNTED:
        times = machines / rule->machines + (machines % rule->machines > 0);
        if (__builtin_mul_overflow(host_units, times ? times : 1, &units)) {
            return false;
        }
        *ret_units = units;
        return true;
    case VIRTUAL_NONE:
    case VIRTUAL_UNREADABLE:
        break;
    }
    return false;
}
