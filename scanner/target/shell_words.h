#pragma once
/* Words as a shell has them: blanks between, quotes and backslashes taken away (POSIX, 2.2 Quoting). Nothing is
 * expanded. Pure; any thread. */

#include "base/arena.h"

enum shell_word {
    SHELL_WORD_READ,
    SHELL_WORD_END,  /* there is no more */
    SHELL_WORD_OPEN, /* a quote is not closed */
    SHELL_WORD_NO_MEMORY,
};

/* Takes the next word off *REST, blanks before it as well; its text lives in ARENA. HAS_COMMENTS: a # outside of quotes
 * ends the words. */
enum shell_word shell_word_next(struct str *rest, bool has_comments, struct arena *arena, struct str *ret_word);
/* Takes blanks off *REST. */
void shell_skip_blanks(struct str *rest);
