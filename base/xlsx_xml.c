#include "base/xlsx_xml.h"

#include "base/xlsx_package.h"

#include <assert.h>
#include <expat.h>
#include <stdlib.h>

#define DEPTH_MAX 64
/* Between a namespace and a name. */
#define SEPARATOR '\1'
/* What expat is given at once: its lengths are ints. */
#define FEED_MAX ((size_t)1 << 20)

struct xlsx_xml {
    const char *path, *part, *root;
    struct xlsx_xml_handler handler;
    XML_Parser parser;
    unsigned depth;
    unsigned foreign; /* depth of the outermost element that is left out; 0: none is open */
    enum err_code code;
    struct err err;
};

/* The vocabularies that are read, transitional and strict. */
static const char *const vocabularies[] = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/package/2006/relationships",
};
static const char *const relationship_ids[] = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships\1id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships\1id",
};

struct str xlsx_attribute(struct xlsx_attributes attributes, const char *name) {
    for (const char *const *pair = attributes.pairs; *pair; pair += 2) {
        if (strcmp(pair[0], name) == 0) {
            return str_from(pair[1]);
        }
    }
    return STR_NONE;
}

struct str xlsx_relationship_id(struct xlsx_attributes attributes) {
    struct str id = STR_NONE;

    for (size_t i = 0; !id.p && i < ARRAY_LEN(relationship_ids); i++) {
        id = xlsx_attribute(attributes, relationship_ids[i]);
    }
    return id;
}

bool xlsx_keeps_space(struct xlsx_attributes attributes) {
    return str_eq(xlsx_attribute(attributes, "http://www.w3.org/XML/1998/namespace\1space"), STR("preserve"));
}

bool xlsx_attribute_bool(struct xlsx_attributes attributes, const char *name, bool when_absent) {
    struct str value = xlsx_attribute(attributes, name);

    return value.p ? str_eq(value, STR("1")) || str_eq(value, STR("true")) : when_absent;
}

enum err_code xlsx_unexpected(struct str what, struct err *err) {
    return err_set(err, ERR_SYNTAX, NULL, what, STR_NONE);
}

static enum err_code fail_at(struct xlsx_xml *xml, struct str what, struct err *err) {
    return err_at(err, ERR_SYNTAX, xml->path, XML_GetCurrentLineNumber(xml->parser),
                  XML_GetCurrentColumnNumber(xml->parser) + 1, what, str_from(xml->part));
}

/* Keeps a handler's failure, with the place, and ends the parsing. */
static void keep(struct xlsx_xml *xml, enum err_code code) {
    char what[sizeof xml->err.arg[0]];

    if (!code) {
        return;
    }
    if (code == ERR_SYNTAX) {
        memcpy(what, xml->err.arg[0], sizeof what);
        fail_at(xml, str_from(what), &xml->err);
    }
    xml->code = code;
    XML_StopParser(xml->parser, XML_FALSE);
}

/* The name of an element of the vocabularies; p is NULL for others. */
static struct str local_name(const char *name) {
    const char *separator = strchr(name, SEPARATOR);

    for (size_t i = 0; separator && i < ARRAY_LEN(vocabularies); i++) {
        if (str_eq(str_range(name, separator), str_from(vocabularies[i]))) {
            return str_from(separator + 1);
        }
    }
    return STR_NONE;
}

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **attributes) {
    struct xlsx_xml *xml = user;
    struct str local = local_name(name);

    if (xml->code) {
        return;
    }
    if (++xml->depth > DEPTH_MAX) {
        keep(xml, xlsx_unexpected(STR("too deep"), &xml->err));
    } else if (xml->depth == 1 && !str_eq(local, str_from(xml->root))) {
        keep(xml, xlsx_unexpected(str_from(xml->root), &xml->err));
    } else if (!xml->foreign && !local.p) {
        xml->foreign = xml->depth;
    } else if (!xml->foreign) {
        keep(xml, xml->handler.start(xml->handler.context, local,
                                     (struct xlsx_attributes){(const char *const *)attributes}, &xml->err));
    }
}

static void XMLCALL on_end(void *user, const XML_Char *name) {
    struct xlsx_xml *xml = user;

    if (xml->code) {
        return;
    }
    if (!xml->foreign && xml->handler.end) {
        keep(xml, xml->handler.end(xml->handler.context, local_name(name), &xml->err));
    } else if (xml->foreign == xml->depth) {
        xml->foreign = 0;
    }
    xml->depth--;
}

static void XMLCALL on_text(void *user, const XML_Char *text, int n) {
    struct xlsx_xml *xml = user;

    if (!xml->code && !xml->foreign) {
        keep(xml, xml->handler.text(xml->handler.context, (struct str){text, (size_t)n}, &xml->err));
    }
}

static void XMLCALL on_doctype(void *user, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                               int has_subset) {
    struct xlsx_xml *xml = user;

    (void)name;
    (void)system;
    (void)public;
    (void)has_subset;
    if (!xml->code) {
        keep(xml, xlsx_unexpected(STR("DOCTYPE"), &xml->err));
    }
}

static void xlsx_xml_free(struct xlsx_xml *xml) {
    if (xml) {
        if (xml->parser) {
            XML_ParserFree(xml->parser);
        }
        free(xml);
    }
}

DEFINE_CLEANUP(xlsx_xml, xlsx_xml_free)

/* PATH and PART are named in errors. All are borrowed. */
static enum err_code xlsx_xml_new(const char *path, const char *part, const char *root,
                                  const struct xlsx_xml_handler *handler, struct xlsx_xml **ret_xml, struct err *err) {
    CLEANUP(xlsx_xml_free_cleanup) struct xlsx_xml *xml = calloc(1, sizeof *xml);

    if (!xml) {
        return err_no_memory(err);
    }
    *xml = (struct xlsx_xml){.path = path, .part = part, .root = root, .handler = *handler};
    xml->parser = XML_ParserCreateNS(NULL, SEPARATOR);
    if (!xml->parser) {
        return err_no_memory(err);
    }
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    if (handler->text) {
        XML_SetCharacterDataHandler(xml->parser, on_text);
    }
    *ret_xml = TAKE_PTR(xml);
    return ERR_OK;
}

static enum err_code parse(struct xlsx_xml *xml, struct str bytes, bool is_last, struct err *err) {
    enum XML_Error error;

    if (XML_Parse(xml->parser, bytes.p, (int)bytes.n, is_last) == XML_STATUS_OK) {
        return ERR_OK;
    }
    if (xml->code) {
        if (err) {
            *err = xml->err;
        }
        return xml->code;
    }
    error = XML_GetErrorCode(xml->parser);
    return error == XML_ERROR_NO_MEMORY ? err_no_memory(err) : fail_at(xml, str_from(XML_ErrorString(error)), err);
}

/* After a failure the parser can only be freed. */
static enum err_code xlsx_xml_feed(struct xlsx_xml *xml, struct str bytes, struct err *err) {
    enum err_code code = ERR_OK;

    while (!code && bytes.n) {
        struct str piece = str_sub(bytes, 0, FEED_MAX);
        code = parse(xml, piece, false, err);
        bytes = str_sub(bytes, piece.n, SIZE_MAX);
    }
    return code;
}

static enum err_code xlsx_xml_finish(struct xlsx_xml *xml, struct err *err) {
    return parse(xml, STR(""), true, err);
}

static enum err_code take_piece(void *context, struct str bytes, struct err *err) {
    return xlsx_xml_feed(context, bytes, err);
}

enum err_code xlsx_xml_read_part(struct xlsx_package *package, const char *part, const char *root,
                                 const struct xlsx_xml_handler *handler, struct err *err) {
    CLEANUP(xlsx_xml_free_cleanup) struct xlsx_xml *xml = NULL;
    enum err_code code = xlsx_xml_new(xlsx_package_path(package), part, root, handler, &xml, err);

    if (code) {
        return code;
    }
    assert(xml);
    code = xlsx_package_read(package, part, take_piece, xml, err);
    return code ? code : xlsx_xml_finish(xml, err);
}

struct library_version xlsx_xml_library(void) {
    return library_version_of(
        LIBRARY_NUMBER(XML_MAJOR_VERSION) "." LIBRARY_NUMBER(XML_MINOR_VERSION) "." LIBRARY_NUMBER(XML_MICRO_VERSION),
        XML_ExpatVersion());
}
