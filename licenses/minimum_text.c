#include "licenses/minimum_text.h"

#include "base/text.h"

enum figure_name { OF_SOCKET, OF_SERVER, OF_VM, OF_USERS, FIGURES };

/* Folded, without what stands before and behind them. */
static const char *const names[FIGURES] = {
    [OF_SOCKET] = "ソケット|socket|sockets|cpu|プロセッサ|プロセッサー|processor",
    [OF_SERVER] = "サーバ|サーバー|物理サーバ|物理サーバー|ホスト|server|host",
    [OF_VM] = "vm|仮想マシン|仮想サーバ|仮想サーバー|仮想os|ose",
    [OF_USERS] = "ユーザー|ユーザ|利用者|user|users|nup",
};
static const char none_words[] = "なし|無し|無|none|no minimum|制限なし|制限無し";
enum { UNITS = 5 };
/* Those that others begin with stand behind them. */
static const char *const core_units[UNITS] = {"コア数", "コア", "cores", "core", "個"};
static const char *const user_units[UNITS] = {"ユーザー", "ユーザ", "users", "user", "人"};
static const char *const befores[] = {"最小", "最低", "minimum ", "min ", "per "};
static const char *const behinds[] = {"あたり", "当たり", "毎", "ごと", ":", "="};
static const char *const separators[] = {";", ",", "/", "、", "・"};

/* What a text says; a figure below 0 is not said. */
struct said {
    int64_t figures[FIGURES];
};

static bool drop_prefix_of(struct str *text, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (str_drop_prefix(text, str_from(words[i]))) {
            *text = str_trim(*text);
            return true;
        }
    }
    return false;
}

static bool drop_suffix_of(struct str *text, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (str_drop_suffix(text, str_from(words[i]))) {
            *text = str_trim(*text);
            return true;
        }
    }
    return false;
}

/* A number with its unit off the front of REST; "024" is none: it is what follows the separator in "1,024". */
static bool cut_number(struct str *rest, const char *const *units, int64_t *ret_number) {
    uint64_t number;
    size_t n = 0;

    while (n < rest->n && str_is_digit(rest->p[n])) {
        n++;
    }
    struct str digits = str_sub(*rest, 0, n);
    if (!str_to_u64(digits, &number) || number > INT64_MAX || (n > 1 && digits.p[0] == '0')) {
        return false;
    }
    *ret_number = (int64_t)number;
    *rest = str_trim(str_sub(*rest, n, SIZE_MAX));
    drop_prefix_of(rest, units, UNITS);
    return true;
}

/* The name that stands before the next digit, off the front of REST. */
static bool cut_name(struct str *rest, enum figure_name *ret_name) {
    size_t n = 0;

    while (n < rest->n && !str_is_digit(rest->p[n])) {
        n++;
    }
    struct str word = str_trim(str_sub(*rest, 0, n));
    while (drop_prefix_of(&word, befores, ARRAY_LEN(befores)) || drop_suffix_of(&word, behinds, ARRAY_LEN(behinds))) {
    }
    for (unsigned name = 0; name < FIGURES; name++) {
        if (str_is_listed(names[name], word)) {
            *ret_name = (enum figure_name)name;
            *rest = str_sub(*rest, n, SIZE_MAX);
            return true;
        }
    }
    return false;
}

/* "16", "8/16". */
static bool read_numbers(struct str rest, struct said *said) {
    int64_t first, second;

    if (!cut_number(&rest, core_units, &first)) {
        return false;
    }
    if (rest.n == 0) {
        said->figures[OF_SERVER] = first;
        return true;
    }
    if (rest.p[0] != '/' && rest.p[0] != ',') {
        return false;
    }
    rest = str_trim(str_sub(rest, 1, SIZE_MAX));
    if (!cut_number(&rest, core_units, &second) || rest.n) {
        return false;
    }
    said->figures[OF_SOCKET] = first;
    said->figures[OF_SERVER] = second;
    return true;
}

/* "socket 8 server 16 vm 8"; nothing may be said twice. */
static bool read_figures(struct str rest, struct said *said) {
    while (rest.n) {
        enum figure_name name;
        if (!cut_name(&rest, &name) || said->figures[name] >= 0 ||
            !cut_number(&rest, name == OF_USERS ? user_units : core_units, &said->figures[name])) {
            return false;
        }
        if (drop_prefix_of(&rest, separators, ARRAY_LEN(separators)) && rest.n == 0) {
            return false;
        }
    }
    return true;
}

static void set(int64_t *to, int64_t figure) {
    *to = figure < 0 ? *to : figure;
}

bool minimum_text_apply(struct str text, struct minimum *minimum) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    struct said said = {{-1, -1, -1, -1}};

    text_fold(text, &folded);
    struct str rest = str_trim(buffer_view(&folded));
    if (folded.failed) {
        return false;
    }
    if (str_is_listed(none_words, rest)) {
        said = (struct said){{0, 0, 0, -1}};
    } else if (rest.n && !(str_is_digit(rest.p[0]) ? read_numbers(rest, &said) : read_figures(rest, &said))) {
        return false;
    }
    set(&minimum->per_socket, said.figures[OF_SOCKET]);
    set(&minimum->per_server, said.figures[OF_SERVER]);
    set(&minimum->per_vm, said.figures[OF_VM]);
    set(&minimum->users_per_processor, said.figures[OF_USERS]);
    return true;
}
