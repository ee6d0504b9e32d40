#pragma once
/* The only place that reads the clock, the environment and the locale. */

#include "base/error.h"
#include "cli/command.h"

/* Before anything else. A standard stream that is closed becomes one that fails, so that no file takes its place; a
 * file that may not grow (RLIMIT_FSIZE) is a failed write and not the end. */
void surroundings_prepare(void);
/* Ends standard output; false with errno when something that was printed may be lost. */
MUST_CHECK bool surroundings_end_output(void);
/* Printing to a pipe that nobody reads any more fails, and is not the end: for work that nobody needs to watch. */
void surroundings_outlive_readers(void);
/* Sets the process's locale to C.UTF-8 and gettext to LANGUAGE; messages come from ../share/locale beside the program,
 * or from the build tree when it runs there. From then on an input file that shrinks under the program ends it with
 * EXIT_REFUSED and a line that says so. */
void surroundings_set_language(enum language language);
/* The language of LC_ALL, LC_MESSAGES, LANG: Japanese when it starts with ja, else English. */
enum language surroundings_language(void);
/* Seconds since the beginning of 1970, UTC. */
int64_t surroundings_now(void);
/* A random UUID (RFC 4122, version 4) as text, small letters. */
MUST_CHECK enum err_code surroundings_new_uuid(char ret_text[37], struct err *err);
/* $TMPDIR, else /var/tmp. */
const char *surroundings_tmpdir(void);
/* Is standard error a terminal? */
bool surroundings_is_terminal(void);
/* For credential_store_read: an environment variable, and wiping it after its value was copied. */
const char *surroundings_variable(const char *name);
void surroundings_forget_variable(const char *name);
/* Wipes all of the environment from memory. */
void surroundings_forget_all(void);
/* Before the first name is resolved: threads for so many lookups at once, and a resolver that gives up on silent name
 * servers within seconds, unless the environment says otherwise (UV_THREADPOOL_SIZE, RES_OPTIONS). */
void surroundings_prepare_resolver(size_t lookups);
