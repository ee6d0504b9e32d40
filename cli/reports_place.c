#include "cli/reports_place.h"

#include "base/tree.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define PARTIAL "reports.partial"

enum err_code reports_place_open(const char *path, struct reports_place *ret_place, struct err *err) {
    struct reports_place place = {.path = path, .fd = -1, .partial_fd = -1};
    enum err_code code = ERR_OK;

    if (mkdir(path, 0777) && errno != EEXIST) {
        return err_system(err, path, "mkdir");
    }
    place.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (place.fd < 0) {
        return err_system(err, path, "open");
    }
    (void)tree_remove(place.fd, PARTIAL);
    if (mkdirat(place.fd, PARTIAL, 0777)) {
        code = err_system(err, path, "mkdir");
    }
    if (code == ERR_OK && (place.partial_fd = openat(place.fd, PARTIAL, TREE_OPEN)) < 0) {
        code = err_system(err, path, "open");
    }
    if (code != ERR_OK) {
        reports_place_done(&place);
        return code;
    }
    *ret_place = place;
    return ERR_OK;
}

/* A file takes the place of another at once; a directory only when the one of before is gone. */
static bool put(const struct reports_place *place, const char *name) {
    if (renameat(place->partial_fd, name, place->fd, name) == 0) {
        return true;
    }
    return (errno == ENOTEMPTY || errno == EEXIST) && tree_remove(place->fd, name) &&
           renameat(place->partial_fd, name, place->fd, name) == 0;
}

static bool put_all(const struct reports_place *place) {
    CLEANUP(tree_close) DIR *listing = tree_list(place->partial_fd);
    const char *name = NULL;

    while (listing && (name = tree_next(listing))) {
        if (!put(place, name)) {
            return false;
        }
    }
    return listing && errno == 0;
}

enum err_code reports_place_commit(struct reports_place *place, bool sync, struct err *err) {
    if (!put_all(place) || (sync && !tree_sync(place->fd))) {
        return err_system(err, place->path, "rename");
    }
    return ERR_OK;
}

void reports_place_done(struct reports_place *place) {
    if (place->partial_fd >= 0) {
        close(place->partial_fd);
        (void)tree_remove(place->fd, PARTIAL);
    }
    if (place->fd >= 0) {
        close(place->fd);
    }
    place->fd = place->partial_fd = -1;
}
