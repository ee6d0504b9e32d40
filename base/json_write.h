#pragma once
/* Streaming JSON writer over an output. Commas are placed by the writer; nesting is the caller's (asserted). Text must
 * be UTF-8; malformed bytes become U+FFFD. Numbers are integers or decimal text: no binary floats. One thread at a
 * time. */

#include "base/output.h"

struct json_writer;
/* INDENT 0: one line; else that many blanks a level. NULL when memory is out. Borrows OUTPUT. */
struct json_writer *json_writer_new(struct output *output, unsigned indent);
void json_writer_free(struct json_writer *writer);
DEFINE_CLEANUP(json_writer, json_writer_free)

/* A file that is one JSON value, indented by two blanks. */
struct json_file {
    struct output *output;
    struct json_writer *writer;
};
/* Creates NAME in the directory, which must not be there. */
MUST_CHECK enum err_code json_file_create(int dir_fd, const char *name, struct json_file *ret_file, struct err *err);
/* Ends the last line, closes (SYNC: on the disk) and frees, on failure too. */
MUST_CHECK enum err_code json_file_close(struct json_file *file, bool sync, struct err *err);

void json_begin_object(struct json_writer *writer);
void json_end_object(struct json_writer *writer);
void json_begin_array(struct json_writer *writer);
void json_end_array(struct json_writer *writer);
void json_key(struct json_writer *writer, const char *key);
void json_write_string(struct json_writer *writer, struct str text);
void json_write_number(struct json_writer *writer, int64_t number);
/* A decimal number already formatted, such as "12.5". */
void json_write_decimal(struct json_writer *writer, struct str text);
void json_write_bool(struct json_writer *writer, bool value);
void json_write_null(struct json_writer *writer);
/* LF, for one value a line. Only between top-level values. */
void json_newline(struct json_writer *writer);

/* key and value in one call. */
void json_member_string(struct json_writer *writer, const char *key, struct str text);
void json_member_number(struct json_writer *writer, const char *key, int64_t number);
void json_member_bool(struct json_writer *writer, const char *key, bool value);
