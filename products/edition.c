#include "products/edition.h"

#include "base/compiler.h"
#include "products/title.h"

static const char *const endings[] = {" edition", "エディション"};

void edition_fold(struct str utf8, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    title_fold_without_marks(utf8, &folded);
    struct str edition = buffer_view(&folded);
    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        struct str ending = str_from(endings[i]);
        if (edition.n > ending.n && str_drop_suffix(&edition, ending)) {
            break;
        }
    }
    buffer_append(out, str_trim(edition));
    out->failed |= folded.failed;
}
