#include "products/recognition.h"

#include "products/vendor.h"

/* The part of the title that a folded capture came from, in the title's own spelling, where case is all that folding
 * changed; else the capture as it is. */
static struct str spelling_of(struct str title, struct str folded) {
    for (size_t at = 0; folded.n && at + folded.n <= title.n; at++) {
        struct str part = str_sub(title, at, folded.n);
        if (str_eq_ignore_case(part, folded)) {
            return part;
        }
    }
    return folded;
}

static bool is_licensable(const struct title_rule *rule) {
    return rule->licensable == LICENSABLE_UNSAID ? rule->title_class == TITLE_PRODUCT
                                                 : rule->licensable == LICENSABLE_YES;
}

/* The rule's own text goes before what was captured. A version that a plain pattern names is that of the pattern, not
 * of another title with the same stem. */
static void take_rule(const struct title_match *match, struct str title, struct title_recognition *recognition) {
    const struct title_rule *rule = match->rule;
    bool is_same_version = match->grade != TITLE_GRADE_FOLD || match->is_versionless;

    recognition->rule = rule;
    recognition->title_class = rule->title_class;
    recognition->is_licensable = is_licensable(rule);
    recognition->vendor = rule->vendor.n ? rule->vendor : recognition->vendor;
    recognition->product = rule->product;
    recognition->edition = rule->edition.n ? rule->edition : spelling_of(title, match->edition);
    recognition->version = rule->version.n && is_same_version ? rule->version : spelling_of(title, match->version);
    recognition->purl = rule->purl;
    recognition->cpe = rule->cpe;
    recognition->endoflife = rule->endoflife;
}

enum err_code title_recognise(struct title_matcher *matcher, struct str title, struct str vendor, struct str source,
                              struct title_recognition *ret_recognition, struct err *err) {
    struct title_match match = {.grade = TITLE_GRADE_SOURCE};
    enum err_code code = matcher ? title_matcher_find(matcher, title, &match, err) : ERR_OK;

    if (code != ERR_OK) {
        return code;
    }
    struct title_recognition recognition = {
        .title_class = title_class_of_source(source), .grade = match.grade, .vendor = vendor};
    if (match.rule) {
        take_rule(&match, title, &recognition);
    }
    *ret_recognition = recognition;
    return ERR_OK;
}

void recognition_key(const struct title_recognition *recognition, struct buffer *out) {
    if (!recognition->rule || recognition->product.n == 0) {
        return;
    }
    buffer_append_char(out, (char)('0' + recognition->title_class));
    vendor_fold(recognition->rule->vendor, out);
    buffer_append_char(out, '\x1F');
    title_fold(recognition->product, out);
    buffer_append_char(out, '\x1F');
    title_fold(recognition->edition, out);
}
