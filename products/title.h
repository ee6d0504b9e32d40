#pragma once
/* Titles of installed software: what kind of thing a title is, and the forms under which two spellings of one product
 * meet. Pure; any thread. */

#include "base/buffer.h"

enum title_class {
    TITLE_PRODUCT,    /* something that is licensed, supported or managed as a product of its own */
    TITLE_OS_PACKAGE, /* a part of its distribution: judged with the operating system, never by itself */
    TITLE_COMPONENT,  /* a part of a product: a language pack, a help viewer */
    TITLE_UPDATE,     /* a patch */
    TITLE_DRIVER,
    TITLE_RUNTIME, /* what other programs bring along: redistributables, frameworks */
    TITLE_UNKNOWN, /* not recognised */
    TITLE_CLASS_COUNT
};

/* What the titles of a source (software.source) are when no rule says otherwise. */
enum title_class title_class_of_source(struct str source);

/* The title folded: two titles with the same fold are the same. */
void title_fold(struct str utf8, struct buffer *out);
/* The fold with a blank for each mark of a registered name, a trademark or a right: (R), TM in brackets, ™, ®. */
void title_fold_without_marks(struct str utf8, struct buffer *out);
/* The fold without what varies from release to release: versions and architectures at the end, (R) and TM marks:
 * "Google Chrome 126.0 (64-bit)" gives "google chrome". A title that is all version keeps it. */
void title_stem(struct str utf8, struct buffer *out);
