#include "inventory/intake_scan.h"

#include <pthread.h>
#include <stdlib.h>

#define PIECE_BYTES ((size_t)4 << 20)
/* What is read at once of the piece behind, to find its first line. */
#define AHEAD ((size_t)16 << 10)

size_t piece_bytes(const struct piece_plan *plan) {
    return plan->bytes ? plan->bytes : PIECE_BYTES;
}

size_t piece_count(const struct piece_plan *plan, uint64_t size) {
    size_t bytes = piece_bytes(plan);

    return (size_t)((size + bytes - 1) / bytes);
}

size_t piece_length(const struct piece_plan *plan, uint64_t size, size_t number) {
    uint64_t left = size - (uint64_t)number * piece_bytes(plan);

    return left < piece_bytes(plan) ? (size_t)left : piece_bytes(plan);
}

/* One thread's. */
struct scanner {
    char *piece; /* room for a piece and the byte before it */
    char *ahead;
    struct encoding_detector *detector;
};

struct pass {
    const struct file *file;
    const struct piece_plan *plan;
    struct scanner *scanners;
    struct csv_split_counts *counts; /* by piece */
    struct encoding_faults *faults;  /* by piece; NULL: only to be counted */
    struct intake_scan *scan;
    pthread_mutex_t lock;
    pthread_cond_t turned;
    size_t turn; /* the piece that is to be hashed next; guarded by lock, and so is all below */
    struct hasher *hasher;
    enum err_code code; /* the first failure */
    struct err err;
};

static void pass_done(struct pass *pass) {
    for (unsigned i = 0; pass->scanners && i < pool_threads(pass->plan->pool); i++) {
        encoding_detector_free(pass->scanners[i].detector);
        free(pass->scanners[i].piece);
        free(pass->scanners[i].ahead);
    }
    free(pass->scanners);
    free(pass->counts);
    free(pass->faults);
    hasher_free(pass->hasher);
    pthread_mutex_destroy(&pass->lock);
    pthread_cond_destroy(&pass->turned);
}

static enum err_code pass_init(struct pass *pass, size_t pieces, struct err *err) {
    unsigned threads = pool_threads(pass->plan->pool);
    uint64_t size = file_size(pass->file);
    size_t room = size < piece_bytes(pass->plan) ? (size_t)size : piece_bytes(pass->plan);

    pthread_mutex_init(&pass->lock, NULL);
    pthread_cond_init(&pass->turned, NULL);
    pass->counts = calloc(pieces + 1, sizeof *pass->counts);
    pass->scanners = calloc(threads, sizeof *pass->scanners);
    if (!pass->counts || !pass->scanners) {
        return err_no_memory(err);
    }
    for (unsigned i = 0; i < threads; i++) {
        struct scanner *scanner = &pass->scanners[i];
        scanner->piece = malloc(room + 1);
        scanner->ahead = malloc(AHEAD);
        if (!scanner->piece || !scanner->ahead) {
            return err_no_memory(err);
        }
        scanner->detector = pass->scan ? encoding_detector_new() : NULL;
        if (pass->scan && !scanner->detector) {
            return err_system(err, file_path(pass->file), "iconv_open");
        }
    }
    if (pass->scan) {
        pass->faults = calloc(pieces + 1, sizeof *pass->faults);
        pass->hasher = hasher_new();
    }
    return !pass->scan || (pass->faults && pass->hasher) ? ERR_OK : err_no_memory(err);
}

/* The lines that start behind the first LF of the piece, the last one to its end in a later piece. Of the first piece,
 * all. */
static enum err_code find_faults(struct pass *pass, struct scanner *scanner, size_t number, struct str piece,
                                 struct err *err) {
    uint64_t start = (uint64_t)number * piece_bytes(pass->plan), size = file_size(pass->file);
    size_t first = number == 0 ? 0 : (size_t)(str_find_char(piece, '\n') + 1);
    bool is_open = number == 0 || first > 0;
    enum err_code code = ERR_OK;

    pass->faults[number] = (struct encoding_faults){UINT64_MAX, UINT64_MAX};
    if (!is_open) {
        return ERR_OK;
    }
    encoding_detector_restart(scanner->detector, start + first);
    encoding_detector_feed(scanner->detector, str_sub(piece, first, SIZE_MAX));
    for (uint64_t at = start + piece.n; !code && is_open && at < size; at += AHEAD) {
        struct str ahead = {scanner->ahead, size - at < AHEAD ? (size_t)(size - at) : AHEAD};
        code = file_read_at(pass->file, at, ahead.n, scanner->ahead, err);
        if (!code) {
            ptrdiff_t end = str_find_char(ahead, '\n');
            is_open = end < 0;
            encoding_detector_feed(scanner->detector, is_open ? ahead : str_sub(ahead, 0, (size_t)end + 1));
        }
    }
    pass->faults[number] = encoding_detector_faults(scanner->detector);
    return code;
}

/* The digest is of the bytes in their order: each piece waits for its turn. */
static void take_turn(struct pass *pass, size_t number, struct str piece, enum err_code code, const struct err *err) {
    pthread_mutex_lock(&pass->lock);
    while (pass->turn != number) {
        pthread_cond_wait(&pass->turned, &pass->lock);
    }
    if (code && !pass->code) {
        pass->code = code;
        pass->err = *err;
    }
    if (!pass->code && pass->hasher) {
        hasher_update(pass->hasher, piece);
    }
    pass->turn++;
    pthread_cond_broadcast(&pass->turned);
    pthread_mutex_unlock(&pass->lock);
}

static void scan_piece(void *context, size_t number, unsigned worker) {
    struct pass *pass = context;
    struct scanner *scanner = &pass->scanners[worker];
    uint64_t offset = (uint64_t)number * piece_bytes(pass->plan);
    size_t lead = number > 0;
    struct str piece = {scanner->piece + lead, piece_length(pass->plan, file_size(pass->file), number)};
    struct err err = {0};
    enum err_code code = file_read_at(pass->file, offset - lead, piece.n + lead, scanner->piece, &err);

    if (!code) {
        pass->counts[number] = csv_split_count(piece, lead ? scanner->piece[0] : '\0');
    }
    if (!code && pass->scan) {
        code = find_faults(pass, scanner, number, piece, &err);
    }
    take_turn(pass, number, piece, code, &err);
}

static enum err_code run(struct pass *pass, struct err *err) {
    size_t pieces = piece_count(pass->plan, file_size(pass->file));
    enum err_code code = pass_init(pass, pieces, err);

    if (code) {
        return code;
    }
    parallel_for(pass->plan->pool, pieces, scan_piece, pass);
    if (pass->code && err) {
        *err = pass->err;
    }
    return pass->code;
}

/* UTF-16, where an LF may be half of a character. */
static enum err_code detect_in_order(struct pass *pass, struct encoding_guess *ret_guess, struct err *err) {
    struct scanner *scanner = &pass->scanners[0];
    uint64_t size = file_size(pass->file);
    enum err_code code = ERR_OK;

    encoding_detector_restart(scanner->detector, 0);
    for (size_t i = 0; !code && i < piece_count(pass->plan, size); i++) {
        struct str piece = {scanner->piece, piece_length(pass->plan, size, i)};
        code = file_read_at(pass->file, (uint64_t)i * piece_bytes(pass->plan), piece.n, scanner->piece, err);
        if (!code) {
            encoding_detector_feed(scanner->detector, piece);
        }
    }
    *ret_guess = encoding_detector_result(scanner->detector);
    return code;
}

/* Whatever the size of a piece. */
static enum err_code read_head(const struct file *file, struct intake_scan *scan, struct err *err) {
    uint64_t size = file_size(file);

    scan->head_length = size < sizeof scan->head ? (size_t)size : sizeof scan->head;
    return file_read_at(file, 0, scan->head_length, scan->head, err);
}

static struct encoding_faults first_faults(const struct pass *pass) {
    struct encoding_faults first = {UINT64_MAX, UINT64_MAX};

    for (size_t i = 0; i < piece_count(pass->plan, file_size(pass->file)); i++) {
        first.utf8 = pass->faults[i].utf8 < first.utf8 ? pass->faults[i].utf8 : first.utf8;
        first.cp932 = pass->faults[i].cp932 < first.cp932 ? pass->faults[i].cp932 : first.cp932;
    }
    return first;
}

enum err_code intake_scan_file(const struct file *file, const struct piece_plan *plan, struct intake_scan *ret_scan,
                               struct err *err) {
    struct intake_scan scan = {.head_length = 0};
    CLEANUP(pass_done) struct pass pass = {.file = file, .plan = plan, .scan = &scan};
    enum err_code code = run(&pass, err);

    if (!code) {
        code = read_head(file, &scan, err);
    }
    struct str head = {scan.head, scan.head_length};
    if (!code && encoding_is_utf16(head)) {
        code = detect_in_order(&pass, &scan.guess, err);
    } else if (!code) {
        scan.guess = encoding_guess_of(head, first_faults(&pass));
    }
    if (code) {
        return code;
    }
    scan.digest = hasher_digest(pass.hasher);
    scan.counts = TAKE_PTR(pass.counts);
    *ret_scan = scan;
    return ERR_OK;
}

enum err_code intake_count_file(const struct file *file, const struct piece_plan *plan,
                                struct csv_split_counts **ret_counts, struct err *err) {
    CLEANUP(pass_done) struct pass pass = {.file = file, .plan = plan};
    enum err_code code = run(&pass, err);

    if (!code) {
        *ret_counts = TAKE_PTR(pass.counts);
    }
    return code;
}
