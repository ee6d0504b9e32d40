#pragma once
/* What somebody meant who mistyped a name: the one that begins with what was typed, or the one nearest to it. Pure. */

/* Names have fewer bytes than this; what is longer was no slip of a name. */
enum { SUGGESTION_NAME_MAX = 32 };

struct suggestion {
    const char *typed; /* borrowed, as are the names */
    const char *name;  /* the best so far; NULL: none is near enough */
    unsigned slips;    /* from there to what was typed */
};

/* NAME could be what was meant. Of two that are as near, the first is kept. */
void suggestion_consider(struct suggestion *suggestion, const char *name);
