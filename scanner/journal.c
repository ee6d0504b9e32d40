#include "scanner/journal.h"

#include "base/file.h"
#include "base/hash.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FRAME_HEAD 16

struct journal {
    int dir_fd; /* our own */
    const char *name;
    int fd;
    uint64_t start; /* behind the head */
    uint64_t end;   /* behind the last whole frame */
    uint64_t place; /* of the record that was read last */
    uint64_t next;  /* of the reader */
    bool is_dirty;
    struct buffer frame;
};

void journal_free(struct journal *journal) {
    if (journal) {
        if (journal->fd >= 0) {
            close(journal->fd);
        }
        if (journal->dir_fd >= 0) {
            close(journal->dir_fd);
        }
        buffer_done(&journal->frame);
        free(journal);
    }
}

static void put_u64(struct buffer *out, uint64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8) {
        buffer_append_char(out, (char)(value >> shift & 0xFF));
    }
}

static uint64_t get_u64(const char *p) {
    uint64_t value = 0;

    for (unsigned i = 8; i-- > 0;) {
        value = value << 8 | (unsigned char)p[i];
    }
    return value;
}

static enum err_code open_file(int dir_fd, const char *name, int flags, struct journal **ret_journal, struct err *err) {
    CLEANUP(journal_free_cleanup) struct journal *journal = calloc(1, sizeof *journal);

    if (!journal) {
        return err_no_memory(err);
    }
    *journal = (struct journal){.name = name, .fd = -1};
    journal->dir_fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (journal->dir_fd < 0) {
        return err_system(err, name, "open");
    }
    journal->fd = openat(dir_fd, name, O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
    if (journal->fd < 0) {
        return err_system(err, name, "open");
    }
    *ret_journal = TAKE_PTR(journal);
    return ERR_OK;
}

enum err_code journal_create(int dir_fd, const char *name, struct str head, struct journal **ret_journal,
                             struct err *err) {
    CLEANUP(journal_free_cleanup) struct journal *journal = NULL;
    enum err_code code = open_file(dir_fd, name, O_CREAT | O_EXCL, &journal, err);

    if (!code) {
        code = journal_append(journal, head, err);
    }
    if (!code) {
        code = journal_sync(journal, err);
    }
    if (!code && fsync(journal->dir_fd) != 0) {
        code = err_system(err, name, "fsync");
    }
    if (!code) {
        journal->start = journal->end;
        journal_rewind(journal);
        *ret_journal = TAKE_PTR(journal);
    }
    return code;
}

enum err_code journal_append(struct journal *journal, struct str record, struct err *err) {
    enum err_code code;

    buffer_reset(&journal->frame);
    put_u64(&journal->frame, record.n);
    put_u64(&journal->frame, hash64(record));
    buffer_append(&journal->frame, record);
    if (journal->frame.failed) {
        return err_no_memory(err);
    }
    code = file_write_fd(journal->fd, journal->name, buffer_view(&journal->frame), err);
    if (!code) {
        journal->end += journal->frame.n;
        journal->is_dirty = true;
    }
    return code;
}

enum err_code journal_sync(struct journal *journal, struct err *err) {
    if (journal->is_dirty && fdatasync(journal->fd) != 0) {
        return err_system(err, journal->name, "fdatasync");
    }
    journal->is_dirty = false;
    return ERR_OK;
}

enum err_code journal_remove(struct journal *journal, struct err *err) {
    return unlinkat(journal->dir_fd, journal->name, 0) != 0 ? err_system(err, journal->name, "unlink") : ERR_OK;
}

void journal_rewind(struct journal *journal) {
    journal->next = journal->start;
}

/* One frame at OFFSET of a file that is SIZE long; *ret_whole false when it is torn. */
static enum err_code read_frame(struct journal *journal, uint64_t offset, uint64_t size, bool *ret_whole,
                                struct err *err) {
    char head[FRAME_HEAD];
    uint64_t length;
    enum err_code code;

    *ret_whole = false;
    if (size - offset < sizeof head) {
        return ERR_OK;
    }
    code = file_read_fd(journal->fd, journal->name, offset, sizeof head, head, err);
    if (code) {
        return code;
    }
    length = get_u64(head);
    if (length > size - offset - sizeof head) {
        return ERR_OK;
    }
    buffer_reset(&journal->frame);
    if (!buffer_reserve(&journal->frame, (size_t)length + 1)) {
        return err_no_memory(err);
    }
    code = file_read_fd(journal->fd, journal->name, offset + sizeof head, (size_t)length, journal->frame.p, err);
    if (!code) {
        journal->frame.n = (size_t)length;
        *ret_whole = hash64(buffer_view(&journal->frame)) == get_u64(head + 8);
    }
    return code;
}

enum err_code journal_next(struct journal *journal, bool *ret_more, struct str *ret_record, struct err *err) {
    bool is_whole;
    enum err_code code = read_frame(journal, journal->next, journal->end, &is_whole, err);

    if (code) {
        return code;
    }
    if (is_whole) {
        journal->place = journal->next;
        journal->next += FRAME_HEAD + journal->frame.n;
        *ret_record = buffer_view(&journal->frame);
    }
    *ret_more = is_whole;
    return ERR_OK;
}

uint64_t journal_place(const struct journal *journal) {
    return journal->place;
}

enum err_code journal_read(struct journal *journal, uint64_t place, struct str *ret_record, struct err *err) {
    bool is_whole = false;
    enum err_code code = place < journal->end ? read_frame(journal, place, journal->end, &is_whole, err) : ERR_OK;

    if (!code && !is_whole) {
        code = err_set(err, ERR_DIGEST, journal->name, STR_NONE, STR_NONE);
    }
    if (!code) {
        *ret_record = buffer_view(&journal->frame);
    }
    return code;
}

/* Finds the end of the last whole frame and cuts off what is behind it. */
static enum err_code recover(struct journal *journal, struct err *err) {
    struct stat status;
    bool is_whole = true;
    enum err_code code = ERR_OK;

    if (fstat(journal->fd, &status) != 0) {
        return err_system(err, journal->name, "fstat");
    }
    while (!code && is_whole) {
        code = read_frame(journal, journal->end, (uint64_t)status.st_size, &is_whole, err);
        journal->end += !code && is_whole ? FRAME_HEAD + journal->frame.n : 0;
    }
    if (!code && ftruncate(journal->fd, (off_t)journal->end) != 0) {
        code = err_system(err, journal->name, "ftruncate");
    }
    return code;
}

static enum err_code read_head(struct journal *journal, struct buffer *ret_head, struct err *err) {
    bool is_whole;
    enum err_code code = read_frame(journal, 0, journal->end, &is_whole, err);

    if (!code && is_whole) {
        buffer_append(ret_head, buffer_view(&journal->frame));
        journal->start = FRAME_HEAD + journal->frame.n;
        code = ret_head->failed ? err_no_memory(err) : ERR_OK;
    }
    journal_rewind(journal);
    return code;
}

enum err_code journal_open(int dir_fd, const char *name, struct buffer *ret_head, struct journal **ret_journal,
                           struct err *err) {
    CLEANUP(journal_free_cleanup) struct journal *journal = NULL;
    enum err_code code = open_file(dir_fd, name, 0, &journal, err);

    if (!code) {
        code = recover(journal, err);
    }
    if (!code) {
        code = read_head(journal, ret_head, err);
    }
    if (!code) {
        *ret_journal = TAKE_PTR(journal);
    }
    return code;
}
