#include "licenses/catalog.h"

#include "base/intern.h"
#include "products/recognition.h"
#include "products/vendor.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define UNIT_SEPARATOR '\x1F'

/* What a distinct title is; by its number. */
struct title_entry {
    bool is_done;
    bool is_firm;   /* a product whatever else there is; else it has to be of a family with rights */
    bool is_linked; /* a ledger says under which right it is used */
    enum title_class title_class;
    uint32_t product;
    struct str version;
};

/* A version that some right of a family that no rule knows is for. */
struct right_version {
    struct str text;
    uint32_t next; /* of the same family; VERSION_NONE */
};
#define VERSION_NONE UINT32_MAX

struct catalog {
    struct arena *arena;
    struct title_matcher *matcher;
    struct intern *titles, *families, *keys; /* keys: of products */
    struct title_entry *entries;
    uint32_t entry_capacity;
    struct catalog_product *products; /* by number of the key */
    uint32_t product_capacity;
    unsigned char *right_classes; /* by number of the family: bits 1 << title_class of what has a right */
    uint32_t right_capacity;
    struct right_version *versions;
    uint32_t *first_version; /* by number of the family */
    uint32_t version_count, version_capacity;
    struct buffer key;
};

enum err_code catalog_new(const struct title_rules *rules, struct catalog **ret_catalog, struct err *err) {
    CLEANUP(catalog_free_cleanup) struct catalog *catalog = calloc(1, sizeof *catalog);

    if (!catalog || !(catalog->arena = arena_new()) || !(catalog->titles = intern_new()) ||
        !(catalog->families = intern_new()) || !(catalog->keys = intern_new())) {
        return err_no_memory(err);
    }
    enum err_code code = rules ? title_matcher_new(rules, &catalog->matcher, err) : ERR_OK;
    if (code == ERR_OK) {
        *ret_catalog = TAKE_PTR(catalog);
    }
    return code;
}

void catalog_free(struct catalog *catalog) {
    if (!catalog) {
        return;
    }
    arena_free(catalog->arena);
    title_matcher_free(catalog->matcher);
    intern_free(catalog->titles);
    intern_free(catalog->families);
    intern_free(catalog->keys);
    free(catalog->entries);
    free(catalog->products);
    free(catalog->right_classes);
    free(catalog->versions);
    free(catalog->first_version);
    buffer_done(&catalog->key);
    free(catalog);
}

struct title_matcher *catalog_matcher(struct catalog *catalog) {
    return catalog->matcher;
}

/* --- products ------------------------------------------------------------------------------------------------------
 */

/* A product that may be new; CATALOG_NONE when memory is out. FAMILY is a text that no other family has. */
struct naming {
    struct str family;
    struct str vendor, product, edition;
    bool is_recognised, is_licensable, is_said;
};

static bool make_room_for_product(struct catalog *catalog, uint32_t number) {
    if (number < catalog->product_capacity) {
        return true;
    }
    uint32_t capacity = number * 2 + 64;
    struct catalog_product *products = reallocarray(catalog->products, capacity, sizeof *products);
    if (products) {
        catalog->products = products;
        catalog->product_capacity = capacity;
    }
    return products != NULL;
}

/* Does a title say a word, between others or by itself? */
static bool says(struct str title, struct str word) {
    CLEANUP(buffer_done) struct buffer folded = {0}, part = {0};

    title_fold(title, &folded);
    title_fold(word, &part);
    struct str text = buffer_view(&folded), wanted = buffer_view(&part);
    for (size_t at = 0; wanted.n && at + wanted.n <= text.n; at++) {
        size_t end = at + wanted.n;
        bool is_begun = at == 0 || !str_is_alnum(text.p[at - 1]) || !str_is_alnum(text.p[at]);
        bool is_ended = end == text.n || !str_is_alnum(text.p[end]) || !str_is_alnum(text.p[end - 1]);
        if (is_begun && is_ended && str_eq(str_sub(text, at, wanted.n), wanted)) {
            return true;
        }
    }
    return false;
}

static struct str full_name(struct catalog *catalog, struct str product, struct str edition) {
    return edition.n && !says(product, edition)
               ? arena_printf(catalog->arena, "%.*s %.*s", STR_FMT(product), STR_FMT(edition))
               : arena_dup(catalog->arena, product);
}

/* Of several spellings of one product the least is shown, so that the order of rows does not decide. */
static struct str lesser(struct catalog *catalog, struct str old, struct str given) {
    return given.n && (!old.n || str_cmp(given, old) < 0) ? arena_dup(catalog->arena, given) : old;
}

static void describe(struct catalog *catalog, struct catalog_product *product, const struct naming *naming) {
    product->vendor = lesser(catalog, product->vendor, naming->vendor);
    product->product = lesser(catalog, product->product, naming->product);
    product->edition = lesser(catalog, product->edition, naming->edition);
    product->name = full_name(catalog, product->product, product->edition);
    product->is_recognised |= naming->is_recognised;
    product->is_licensable |= naming->is_licensable;
    product->is_said |= naming->is_said;
}

static uint32_t add_product(struct catalog *catalog, const struct naming *naming) {
    struct buffer *key = &catalog->key;
    uint32_t known = intern_count(catalog->keys), family = intern_add(catalog->families, naming->family);

    buffer_reset(key);
    buffer_printf(key, "%" PRIu32 "%c", family, UNIT_SEPARATOR);
    size_t edition_at = key->n;
    title_fold(naming->edition, key);
    uint32_t number = key->failed || family == INTERN_NONE ? INTERN_NONE : intern_add(catalog->keys, buffer_view(key));
    if (number == INTERN_NONE || !make_room_for_product(catalog, number)) {
        return CATALOG_NONE;
    }
    struct catalog_product *product = &catalog->products[number];
    if (number >= known) {
        struct str edition = {key->p + edition_at, key->n - edition_at};
        *product = (struct catalog_product){.family = family, .edition_key = arena_dup(catalog->arena, edition)};
    }
    describe(catalog, product, naming);
    return arena_failed(catalog->arena) ? CATALOG_NONE : number;
}

/* --- titles --------------------------------------------------------------------------------------------------------
 */

static void append_family(const struct title_recognition *recognition, struct str title, struct buffer *out) {
    if (recognition->rule && recognition->product.n) {
        buffer_append_char(out, 'r');
        vendor_fold(recognition->rule->vendor, out);
        buffer_append_char(out, UNIT_SEPARATOR);
        title_fold(recognition->product, out);
    } else {
        buffer_append_char(out, 't');
        title_stem(title, out);
    }
}

/* The version of a title that no rule knows: one that a right of its family is for, and that stands in it. */
static struct str version_in(const struct catalog *catalog, uint32_t family, struct str title) {
    struct str best = STR_NONE;
    uint32_t at = family < catalog->right_capacity ? catalog->first_version[family] : VERSION_NONE;

    for (; at != VERSION_NONE; at = catalog->versions[at].next) {
        struct str text = catalog->versions[at].text;
        bool is_better = text.n > best.n || (text.n == best.n && str_cmp(text, best) < 0);
        if (is_better && says(title, text)) {
            best = text;
        }
    }
    return best;
}

static unsigned right_classes(const struct catalog *catalog, uint32_t family) {
    return family < catalog->right_capacity ? catalog->right_classes[family] : 0;
}

bool catalog_has_right(const struct catalog *catalog, uint32_t family) {
    return right_classes(catalog, family) != 0;
}

/* Is there a right, or a part of a suite, of that family? Updates and language packs are parts of their product and no
 * use by themselves, unless such a title has the right itself. */
static bool is_of_right(const struct catalog *catalog, struct str family, enum title_class title_class) {
    uint32_t number = intern_find(catalog->families, family);
    unsigned classes = number == INTERN_NONE ? 0 : right_classes(catalog, number);
    bool is_part = title_class == TITLE_UPDATE || title_class == TITLE_COMPONENT;

    return is_part ? classes >> title_class & 1 : classes != 0;
}

/* Fills ENTRY for a title that was not seen yet. */
static enum err_code recognise(struct catalog *catalog, struct str title, bool is_firm, struct title_entry *entry,
                               struct err *err) {
    CLEANUP(buffer_done) struct buffer family = {0};
    struct title_recognition seen;
    enum err_code code = title_recognise(catalog->matcher, title, STR_NONE, STR_NONE, &seen, err);

    if (code != ERR_OK) {
        return code;
    }
    append_family(&seen, title, &family);
    bool takes_right = seen.rule && seen.is_licensable && seen.product.n;
    *entry = (struct title_entry){
        .is_done = true, .is_firm = is_firm, .title_class = seen.title_class, .product = CATALOG_NONE};
    if (takes_right || is_firm || is_of_right(catalog, buffer_view(&family), seen.title_class)) {
        struct naming naming = {
            .family = buffer_view(&family),
            .vendor = seen.vendor,
            .product = seen.product.n ? seen.product : title,
            .edition = seen.edition,
            .is_recognised = seen.rule && seen.product.n,
            .is_licensable = takes_right,
            .is_said = takes_right && seen.rule->licensable == LICENSABLE_YES,
        };
        entry->product = add_product(catalog, &naming);
        if (entry->product == CATALOG_NONE) {
            return err_no_memory(err);
        }
        entry->version = naming.is_recognised ? arena_dup(catalog->arena, seen.version)
                                              : version_in(catalog, catalog->products[entry->product].family, title);
    }
    return family.failed ? err_no_memory(err) : code;
}

static struct title_entry *entry_of(struct catalog *catalog, struct str title) {
    uint32_t number = intern_add(catalog->titles, title);

    if (number == INTERN_NONE) {
        return NULL;
    }
    if (number >= catalog->entry_capacity) {
        uint32_t capacity = number * 2 + 64;
        struct title_entry *entries = reallocarray(catalog->entries, capacity, sizeof *entries);
        if (!entries) {
            return NULL;
        }
        memset(entries + catalog->entry_capacity, 0, (capacity - catalog->entry_capacity) * sizeof *entries);
        catalog->entries = entries;
        catalog->entry_capacity = capacity;
    }
    return &catalog->entries[number];
}

static enum err_code find_title(struct catalog *catalog, struct str title, bool is_firm, struct title_entry *ret_entry,
                                struct err *err) {
    struct title_entry *entry = entry_of(catalog, title);
    enum err_code code = ERR_OK;

    if (!entry) {
        return err_no_memory(err);
    }
    if (!entry->is_done || (is_firm && !entry->is_firm)) {
        code = recognise(catalog, title, is_firm, entry, err);
    }
    if (code == ERR_OK) {
        *ret_entry = *entry;
    }
    return code;
}

static bool make_room_for_right(struct catalog *catalog, uint32_t family) {
    if (family < catalog->right_capacity) {
        return true;
    }
    uint32_t capacity = family * 2 + 64, old = catalog->right_capacity;
    unsigned char *classes = realloc(catalog->right_classes, capacity);
    catalog->right_classes = classes ? classes : catalog->right_classes;
    uint32_t *first = reallocarray(catalog->first_version, capacity, sizeof *first);
    catalog->first_version = first ? first : catalog->first_version;
    if (!classes || !first) {
        return false;
    }
    memset(classes + old, 0, capacity - old);
    memset(first + old, 0xFF, (capacity - old) * sizeof *first);
    catalog->right_capacity = capacity;
    return true;
}

static enum err_code note_right(struct catalog *catalog, const struct title_entry *entry, struct err *err) {
    uint32_t family = catalog->products[entry->product].family;

    if (!make_room_for_right(catalog, family)) {
        return err_no_memory(err);
    }
    catalog->right_classes[family] |= (unsigned char)(1U << entry->title_class);
    return ERR_OK;
}

static enum err_code note_version(struct catalog *catalog, uint32_t family, struct str version, struct err *err) {
    if (catalog->version_count == catalog->version_capacity) {
        uint32_t capacity = catalog->version_capacity * 2 + 64;
        struct right_version *versions = reallocarray(catalog->versions, capacity, sizeof *versions);
        if (!versions) {
            return err_no_memory(err);
        }
        catalog->versions = versions;
        catalog->version_capacity = capacity;
    }
    catalog->versions[catalog->version_count] =
        (struct right_version){arena_dup(catalog->arena, version), catalog->first_version[family]};
    catalog->first_version[family] = catalog->version_count++;
    return ERR_OK;
}

enum err_code catalog_add_title(struct catalog *catalog, struct str title, struct catalog_title *ret_title,
                                struct err *err) {
    struct title_entry entry = {.product = CATALOG_NONE};
    enum err_code code = find_title(catalog, title, true, &entry, err);

    if (code == ERR_OK) {
        code = note_right(catalog, &entry, err);
    }
    if (code == ERR_OK) {
        *ret_title = (struct catalog_title){entry.product, entry.version};
    }
    return code;
}

enum err_code catalog_recognise(struct catalog *catalog, struct str title, struct catalog_title *ret_title,
                                struct err *err) {
    struct title_entry entry = {.product = CATALOG_NONE};
    enum err_code code = find_title(catalog, title, false, &entry, err);

    if (code == ERR_OK) {
        *ret_title = (struct catalog_title){entry.product, entry.version};
    }
    return code;
}

enum err_code catalog_add_entitlement(struct catalog *catalog, const struct entitlement *entitlement,
                                      uint32_t *ret_product, struct err *err) {
    struct catalog_title title;
    enum err_code code = catalog_add_title(catalog, entitlement->title, &title, err);

    if (code == ERR_OK && entitlement->version.n && !catalog->products[title.product].is_recognised) {
        code = note_version(catalog, catalog->products[title.product].family, entitlement->version, err);
    }
    uint32_t product = CATALOG_NONE;
    if (code == ERR_OK) {
        code = catalog_with_edition(catalog, title.product, entitlement->edition, &product, err);
    }
    if (code == ERR_OK) {
        struct str *vendor = &catalog->products[product].vendor;
        *vendor = lesser(catalog, *vendor, entitlement->vendor);
        *ret_product = product;
    }
    return code;
}

enum err_code catalog_link_title(struct catalog *catalog, struct str title, uint32_t product, struct err *err) {
    struct catalog_title found;
    enum err_code code = catalog_add_title(catalog, title, &found, err);

    if (code == ERR_OK && !catalog->products[found.product].is_recognised) {
        struct title_entry *entry = entry_of(catalog, title);
        bool is_other = entry->is_linked && entry->product != product;
        if (is_other && str_cmp(catalog->products[entry->product].name, catalog->products[product].name) < 0) {
            return ERR_OK; /* of several the one with the least name, whatever the order of rows */
        }
        entry->is_linked = true;
        entry->product = product;
        entry->version = version_in(catalog, catalog->products[product].family, title);
    }
    return code;
}

enum err_code catalog_with_edition(struct catalog *catalog, uint32_t product, struct str edition, uint32_t *ret_product,
                                   struct err *err) {
    uint32_t number = product;

    bool is_plain = product != CATALOG_NONE && catalog->products[product].edition.n == 0;

    if (is_plain && edition.n &&
        (catalog->products[product].is_recognised || !says(catalog->products[product].product, edition))) {
        struct catalog_product plain = catalog->products[product];
        struct naming naming = {
            .family = intern_text(catalog->families, plain.family),
            .vendor = plain.vendor,
            .product = plain.product,
            .edition = edition,
            .is_recognised = plain.is_recognised,
            .is_licensable = plain.is_licensable,
            .is_said = plain.is_said,
        };
        number = add_product(catalog, &naming);
        if (number == CATALOG_NONE) {
            return err_no_memory(err);
        }
    }
    *ret_product = number;
    return ERR_OK;
}

uint32_t catalog_product_count(const struct catalog *catalog) {
    return intern_count(catalog->keys);
}

const struct catalog_product *catalog_product(const struct catalog *catalog, uint32_t product) {
    return &catalog->products[product];
}

uint32_t catalog_family_count(const struct catalog *catalog) {
    return intern_count(catalog->families);
}
