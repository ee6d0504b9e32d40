#pragma once
/* The XML of a workbook's parts: names without their prefixes, elements of other vocabularies left out with all that is
 * in them, and nothing that XML can be abused for: no DTD, so no entities of a document's own, and a bounded depth. One
 * thread at a time. */

#include "base/error.h"
#include "base/library_version.h"

/* Attributes as the parser hands them out, until the callback returns. */
struct xlsx_attributes {
    const char *const *pairs;
};
/* The value of an attribute without a prefix; p is NULL when it is absent. */
struct str xlsx_attribute(struct xlsx_attributes attributes, const char *name);
/* r:id, the name of a relationship. */
struct str xlsx_relationship_id(struct xlsx_attributes attributes);
/* xml:space="preserve" */
bool xlsx_keeps_space(struct xlsx_attributes attributes);
/* An XML Schema boolean; WHEN_ABSENT where the attribute is not there. */
bool xlsx_attribute_bool(struct xlsx_attributes attributes, const char *name, bool when_absent);

struct xlsx_xml_handler {
    void *context;
    enum err_code (*start)(void *context, struct str name, struct xlsx_attributes attributes, struct err *err);
    enum err_code (*end)(void *context, struct str name, struct err *err); /* NULL: nothing happens there */
    /* In pieces of any size; NULL likewise. */
    enum err_code (*text)(void *context, struct str text, struct err *err);
};

/* What a handler returns, with its message, when the document is not what it should be: ERR_SYNTAX. Place and names
 * are filled in by the parser. */
enum err_code xlsx_unexpected(struct str what, struct err *err);

struct xlsx_package;
/* A part of a package from beginning to end. ROOT is what its element must be called. */
MUST_CHECK enum err_code xlsx_xml_read_part(struct xlsx_package *package, const char *part, const char *root,
                                            const struct xlsx_xml_handler *handler, struct err *err);
/* Of Expat. */
struct library_version xlsx_xml_library(void);
