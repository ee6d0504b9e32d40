#include "findings/id_check.h"

#include "base/buffer.h"
#include "base/sorter.h"

#include <stdlib.h>

#define ID_BYTES 8

struct id_check {
    struct sorter *sorter;     /* ids, most significant byte first, with their keys */
    struct buffer previous_id; /* empty before the first */
    struct buffer previous_key;
};

enum err_code id_check_new(size_t run_bytes, const char *tmpdir, struct id_check **ret_check, struct err *err) {
    struct id_check *check = calloc(1, sizeof *check);
    enum err_code code;

    if (!check) {
        return err_no_memory(err);
    }
    code = sorter_new(run_bytes, tmpdir, &check->sorter, err);
    if (code) {
        free(check);
        return code;
    }
    *ret_check = check;
    return ERR_OK;
}

void id_check_free(struct id_check *check) {
    if (check) {
        sorter_free(check->sorter);
        buffer_done(&check->previous_id);
        buffer_done(&check->previous_key);
        free(check);
    }
}

enum err_code id_check_add(struct id_check *check, uint64_t id, struct str key, struct err *err) {
    char bytes[ID_BYTES];

    for (size_t i = 0; i < ID_BYTES; i++) {
        bytes[i] = (char)(id >> (56 - 8 * i) & 0xFF);
    }
    return sorter_add(check->sorter, (struct str){bytes, sizeof bytes}, key, err);
}

static enum err_code collision(struct str first, struct str second, struct err *err) {
    return err_set(err, ERR_COLLISION, NULL, first, second);
}

static enum err_code check_next(struct id_check *check, struct str id, struct str key, struct err *err) {
    if (str_eq(id, buffer_view(&check->previous_id))) {
        return collision(buffer_view(&check->previous_key), key, err);
    }
    buffer_reset(&check->previous_id);
    buffer_append(&check->previous_id, id);
    buffer_reset(&check->previous_key);
    buffer_append(&check->previous_key, key);
    return check->previous_id.failed || check->previous_key.failed ? err_no_memory(err) : ERR_OK;
}

enum err_code id_check_finish(struct id_check *check, struct err *err) {
    enum err_code code = sorter_finish(check->sorter, err);
    struct str id, key;
    bool more = true;

    while (!code) {
        code = sorter_next(check->sorter, &more, &id, &key, err);
        if (code || !more) {
            break;
        }
        code = check_next(check, id, key, err);
    }
    return code;
}
