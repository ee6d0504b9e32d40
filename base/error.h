#pragma once
/* Errors: why an operation could not be done. Problems inside data are diagnostics (base/diagnostic.h), not errors.
 *
 * A fallible function returns enum err_code (0 is success), is MUST_CHECK, and fills *err where the failure happens;
 * `err` may be NULL. Outputs named ret_… stay untouched on failure. The sentences for people are in
 * findings/error_text.c, in both languages; nothing below cli/ prints. */

#include "base/compiler.h"
#include "base/str.h"

enum err_code {
    ERR_OK = 0,
    ERR_NO_MEMORY,
    ERR_SYSTEM,          /* a system call failed: os_errno, file = path, arg[0] = what was tried */
    ERR_NOT_FOUND,       /* file = path */
    ERR_EXISTS,          /* file = path that must not exist or is not ours */
    ERR_BUSY,            /* file = path that another process holds */
    ERR_TOO_LARGE,       /* file = path, arg[0] = the limit */
    ERR_NOT_A_FILE,      /* file = path that is no regular file */
    ERR_NOT_A_DIRECTORY, /* file = path that is no directory, where one is needed */
    ERR_NOT_PRIVATE,     /* file = path that others can read */
    ERR_PASSPHRASE,      /* file, line: of the credential arg[0], whose passphrase does not open the key arg[1] */
    ERR_NOT_ON_DISK,     /* file = path of a directory that is memory itself */
    ERR_SYNTAX,          /* file, line, column, arg[0] = what was expected or found */
    ERR_UNKNOWN_KEY,     /* file, line, column, arg[0] = key, arg[1] = those known there, if there is a list of them */
    ERR_MISSING_KEY,     /* file, line, column, arg[0] = key, arg[1] = of what */
    ERR_VALUE,           /* file, line, column, arg[0] = key, arg[1] = what is allowed */
    ERR_DIGEST,          /* file = path whose content is not what the manifest says */
    ERR_DAMAGED,         /* file = path of a database that is no sound one; arg[0] = what was found */
    ERR_FOREIGN,         /* file = path of a database that is another program's */
    ERR_VERSION,         /* file = path, arg[0] = version found, arg[1] = versions known */
    ERR_ENCODING,        /* file, line, column: bytes that are not text; arg[0] = encoding */
    ERR_REFUSED,         /* file = path of a table that cannot be used; the diagnostics say why */
    ERR_NONE_LEFT,       /* nothing that is wanted is left; arg[0] = of what */
    ERR_USAGE,           /* arg[0] = what was given, arg[1] = what is allowed */
    ERR_UNSUPPORTED,     /* arg[0] = what */
    ERR_TIMEOUT,         /* arg[0] = what was waited for */
    ERR_UNFINISHED,      /* file = what a killed run left and may be gone on with */
    ERR_OTHER_WORK,      /* file likewise, arg[0] = what is not as it was then */
    ERR_DELIVERY,        /* arg[0] = server, arg[1] = what it said, or a word of findings/word.def */
    ERR_COLLISION,       /* two findings with one id: the keys arg[0], arg[1] */
    ERR_ID_TWICE,        /* file = table, arg[0] = what two of its rows have in the column arg[1] */
    ERR_KEY_CLASH,       /* file = table; the names arg[0], arg[1] have one key by chance; another run has other keys */
    ERR_CODE_COUNT
};

struct err {
    enum err_code code;
    int os_errno;
    uint64_t line;   /* 1-based, 0 unknown */
    uint64_t column; /* 1-based, 0 unknown */
    char file[128];  /* longer paths keep their end, after "…" */
    char arg[2][96]; /* UTF-8, cut at a character's end; never a secret */
};

/* Each returns its code, so that a caller can write `return err_system(err, path, "open");`. */
enum err_code err_set(struct err *err, enum err_code code, const char *file, struct str arg0, struct str arg1);
enum err_code err_at(struct err *err, enum err_code code, const char *file, uint64_t line, uint64_t column,
                     struct str arg0, struct str arg1);
/* From errno; ENOENT gives ERR_NOT_FOUND, ENOMEM gives ERR_NO_MEMORY, all else ERR_SYSTEM. */
enum err_code err_system(struct err *err, const char *file, const char *tried);
enum err_code err_no_memory(struct err *err);
