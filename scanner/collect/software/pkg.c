#include "scanner/collect/software/pkg.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/software/package.h"

#define SOURCE "pkg"

enum { FIELD_NAME, FIELD_VERSION, FIELD_ABI, FIELD_TIME, FIELDS };

/* "FreeBSD:13:amd64" and "freebsd:13:x86:64" name the architecture last; "*" stands for any. */
static struct str arch_of(struct str abi) {
    struct str rest = abi, part, arch = STR_NONE;
    unsigned count = 0;

    while (str_cut(&rest, ':', &part)) {
        arch = ++count == 3 ? str_range(part.p, abi.p + abi.n) : arch;
    }
    return str_eq(arch, STR("*")) ? STR_NONE : arch;
}

void collect_pkg(struct str body, struct observation *observation) {
    struct str line, fields[FIELDS];

    while (fields_next_line(&body, &line)) {
        if (package_split(line, fields, FIELDS) == FIELDS) {
            package_add(observation, SOURCE,
                        &(struct package){.name = fields[FIELD_NAME],
                                          .version = fields[FIELD_VERSION],
                                          .arch = arch_of(fields[FIELD_ABI]),
                                          .installed = fields[FIELD_TIME]});
        }
    }
}

/* The version begins at the last hyphen that a digit follows; flavours behind it ("vim-9.0-no_x11") belong to it. */
static bool split_name(struct str text, struct str *ret_name, struct str *ret_version) {
    for (size_t i = text.n; i-- > 1;) {
        if (text.p[i] == '-' && i + 1 < text.n && str_is_digit(text.p[i + 1])) {
            *ret_name = str_sub(text, 0, i);
            *ret_version = str_sub(text, i + 1, SIZE_MAX);
            return true;
        }
    }
    return false;
}

void collect_pkg_info(struct str body, struct observation *observation) {
    struct str line, word, name, version;

    while (fields_next_line(&body, &line)) {
        if (line.n > 0 && line.p[0] != ' ' && fields_next_word(&line, &word) && split_name(word, &name, &version)) {
            package_add(observation, SOURCE, &(struct package){.name = name, .version = version});
        }
    }
}

void collect_pkg_list(struct str body, struct observation *observation) {
    struct str line, name, word, version;

    while (fields_next_line(&body, &line)) {
        if (!fields_next_word(&line, &name) || !fields_next_word(&line, &version)) {
            continue;
        }
        /* the publisher stands in parentheses when it is not the preferred one */
        if (version.p[0] == '(' && !fields_next_word(&line, &version)) {
            continue;
        }
        /* the flags: i installed, o obsolete */
        if (fields_next_word(&line, &word) && word.p[0] == 'i' && str_is_digit(version.p[0])) {
            package_add(observation, SOURCE, &(struct package){.name = name, .version = version});
        }
    }
}
