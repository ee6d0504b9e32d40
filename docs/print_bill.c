/* The bill of materials of genkyo itself: what it is made of and was built with, as CycloneDX 1.6.
 *
 *   genkyo-doc-bill packages                the packages of Debian whose versions it wants to know, one a line
 *   genkyo-doc-bill bill SYSTEM RELEASE     the bill. Standard input has a line PACKAGE VERSION ARCHITECTURE for each
 * of them that is installed; the system is as in os-release, "Debian GNU/Linux" "12"
 *
 * Not installed. Versions are those of the headers that were compiled; no clock and no path is in it. */

#include "base/json_write.h"
#include "cli/libraries.h"
#include "products/package_url.h"

#include <stdio.h>
#include <stdlib.h>

#define ROOT STR("genkyo")

/* Programs: what built it and what it may start. They are not part of it. */
static const struct {
    const char *name, *package, *licence, *scope, *purpose;
} programs[] = {
    {BUILD_COMPILER_NAME, BUILD_COMPILER_PACKAGE, BUILD_COMPILER_LICENCE, "excluded", "the compiler"},
    {"dot", "graphviz", "EPL-1.0", "optional", "started for the layout of drawings"},
};

struct installed {
    char name[64], version[96], architecture[16];
};

struct bill {
    struct json_writer *json;
    struct installed *packages;
    size_t count;
    struct package_distribution distribution;
    struct buffer text;
};

static const struct installed *find_package(const struct bill *bill, const char *name) {
    for (size_t i = 0; i < bill->count; i++) {
        if (strcmp(bill->packages[i].name, name) == 0) {
            return &bill->packages[i];
        }
    }
    return NULL;
}

static bool read_packages(FILE *stream, struct bill *bill) {
    struct installed one;

    while (fscanf(stream, "%63s %95s %15s", one.name, one.version, one.architecture) == 3) {
        struct installed *more = realloc(bill->packages, (bill->count + 1) * sizeof one);

        if (!more) {
            return false;
        }
        bill->packages = more;
        bill->packages[bill->count++] = one;
    }
    return feof(stream);
}

static void print_packages(void) {
    for (size_t i = 0; i < libraries_count; i++) {
        if (libraries[i].version) {
            puts(libraries[i].package);
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
        puts(programs[i].package);
    }
}

/* --- parts of it -----------------------------------------------------------------------------------------------------
 */

static void begin_list(struct bill *bill, const char *key) {
    json_key(bill->json, key);
    json_begin_array(bill->json);
}

static void property(struct bill *bill, const char *name, struct str value) {
    json_begin_object(bill->json);
    json_member_string(bill->json, "name", str_from(name));
    json_member_string(bill->json, "value", value);
    json_end_object(bill->json);
}

/* An expression of several stands as such, one alone by its id. */
static void write_licence(struct bill *bill, const char *licence) {
    begin_list(bill, "licenses");
    json_begin_object(bill->json);
    if (strchr(licence, ' ')) {
        json_member_string(bill->json, "expression", str_from(licence));
    } else {
        json_key(bill->json, "license");
        json_begin_object(bill->json);
        json_member_string(bill->json, "id", str_from(licence));
        json_end_object(bill->json);
    }
    json_end_object(bill->json);
    json_end_array(bill->json);
}

/* Of the Debian package that is installed; without one, of the software itself. */
static void write_purl(struct bill *bill, const char *name, const char *version, const struct installed *installed) {
    buffer_reset(&bill->text);
    if (installed) {
        const struct package package = {.source = STR("dpkg"),
                                        .name = str_from(installed->name),
                                        .version = str_from(installed->version),
                                        .arch = str_from(installed->architecture),
                                        .distribution = bill->distribution};

        (void)package_url(&package, &bill->text);
    } else {
        buffer_append(&bill->text, STR("pkg:generic/"));
        package_url_encode(str_from(name), &bill->text);
        buffer_append(&bill->text, STR("@"));
        package_url_encode(str_from(version), &bill->text);
    }
    json_member_string(bill->json, "purl", buffer_view(&bill->text));
}

struct part {
    const char *type, *name, *version, *package, *licence, *scope, *purpose;
};

static void write_part(struct bill *bill, const struct part *part) {
    const struct installed *installed = find_package(bill, part->package);

    json_begin_object(bill->json);
    json_member_string(bill->json, "type", str_from(part->type));
    json_member_string(bill->json, "bom-ref", str_from(part->name));
    json_member_string(bill->json, "name", str_from(part->name));
    if (part->version[0]) {
        json_member_string(bill->json, "version", str_from(part->version));
    }
    json_member_string(bill->json, "description", str_from(part->purpose));
    json_member_string(bill->json, "scope", str_from(part->scope));
    write_licence(bill, part->licence);
    write_purl(bill, part->name, part->version, installed);
    if (installed) {
        begin_list(bill, "properties");
        property(bill, "genkyo:debian:package", str_from(installed->name));
        property(bill, "genkyo:debian:version", str_from(installed->version));
        json_end_array(bill->json);
    }
    json_end_object(bill->json);
}

static void write_library(struct bill *bill, const struct library *library) {
    struct library_version version = library->version();

    write_part(bill, &(struct part){.type = "library",
                                    .name = library->name,
                                    .version = version.built[0] ? version.built : version.loaded,
                                    .package = library->package,
                                    .licence = library->licence,
                                    .scope = "required",
                                    .purpose = library->purpose});
}

static void write_program(struct bill *bill, size_t i) {
    const struct installed *installed = find_package(bill, programs[i].package);
    bool is_compiler = strcmp(programs[i].name, BUILD_COMPILER_NAME) == 0;

    if (is_compiler || installed) {
        write_part(bill, &(struct part){.type = "application",
                                        .name = programs[i].name,
                                        .version = is_compiler ? BUILD_COMPILER_VERSION : installed->version,
                                        .package = programs[i].package,
                                        .licence = programs[i].licence,
                                        .scope = programs[i].scope,
                                        .purpose = programs[i].purpose});
    }
}

/* --- all of it -------------------------------------------------------------------------------------------------------
 */

static void write_metadata(struct bill *bill) {
    json_key(bill->json, "metadata");
    json_begin_object(bill->json);
    json_key(bill->json, "component");
    json_begin_object(bill->json);
    json_member_string(bill->json, "type", STR("application"));
    json_member_string(bill->json, "bom-ref", ROOT);
    json_member_string(bill->json, "name", STR("genkyo"));
    json_member_string(bill->json, "version", STR(GENKYO_VERSION));
    write_licence(bill, GENKYO_LICENCE);
    write_purl(bill, "genkyo", GENKYO_VERSION, NULL);
    json_end_object(bill->json);
    begin_list(bill, "lifecycles");
    json_begin_object(bill->json);
    json_member_string(bill->json, "phase", STR("build"));
    json_end_object(bill->json);
    json_end_array(bill->json);
    begin_list(bill, "properties");
    property(bill, "genkyo:compiler", STR(BUILD_COMPILER));
    property(bill, "genkyo:machine", STR(BUILD_MACHINE));
    for (size_t i = 0; i < libraries_count; i++) {
        if (!libraries[i].version) {
            property(bill, "genkyo:built-without", str_from(libraries[i].name));
        }
    }
    json_end_array(bill->json);
    json_end_object(bill->json);
}

static void write_dependencies(struct bill *bill) {
    begin_list(bill, "dependencies");
    json_begin_object(bill->json);
    json_member_string(bill->json, "ref", ROOT);
    begin_list(bill, "dependsOn");
    for (size_t i = 0; i < libraries_count; i++) {
        if (libraries[i].version) {
            json_write_string(bill->json, str_from(libraries[i].name));
        }
    }
    json_end_array(bill->json);
    json_end_object(bill->json);
    json_end_array(bill->json);
}

/* What we depend on is all there; what those depend on is theirs. */
static void write_composition(struct bill *bill) {
    begin_list(bill, "compositions");
    json_begin_object(bill->json);
    json_member_string(bill->json, "aggregate", STR("complete"));
    begin_list(bill, "dependencies");
    json_write_string(bill->json, ROOT);
    json_end_array(bill->json);
    json_end_object(bill->json);
    json_end_array(bill->json);
}

static void write_bill(struct bill *bill) {
    json_begin_object(bill->json);
    json_member_string(bill->json, "bomFormat", STR("CycloneDX"));
    json_member_string(bill->json, "specVersion", STR("1.6"));
    json_member_number(bill->json, "version", 1);
    write_metadata(bill);
    begin_list(bill, "components");
    for (size_t i = 0; i < libraries_count; i++) {
        if (libraries[i].version) {
            write_library(bill, &libraries[i]);
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
        write_program(bill, i);
    }
    json_end_array(bill->json);
    write_dependencies(bill);
    write_composition(bill);
    json_end_object(bill->json);
}

static bool print_bill(const char *system, const char *release) {
    CLEANUP(buffer_done) struct buffer distro = {0};
    struct output *output = NULL;
    struct bill bill = {.distribution = package_distribution_of(str_from(system), str_from(release), &distro)};
    bool is_done = read_packages(stdin, &bill) && output_in_memory(&output, NULL) == ERR_OK &&
                   (bill.json = json_writer_new(output, 2)) != NULL;

    if (is_done) {
        write_bill(&bill);
        output_cstr(output, "\n");
        struct str bytes = output_bytes(output);
        is_done = output_error(output, NULL) == ERR_OK && !bill.text.failed && !distro.failed &&
                  fwrite(bytes.p, 1, bytes.n, stdout) == bytes.n;
    }
    json_writer_free(bill.json);
    output_abandon(output);
    buffer_done(&bill.text);
    free(bill.packages);
    return is_done;
}

int main(int argc, char **argv) {
    bool is_done = false;

    if (argc == 2 && strcmp(argv[1], "packages") == 0) {
        print_packages();
        is_done = true;
    } else if (argc == 4 && strcmp(argv[1], "bill") == 0) {
        is_done = print_bill(argv[2], argv[3]);
    } else {
        fputs("usage: genkyo-doc-bill packages | bill SYSTEM RELEASE\n", stderr);
    }
    return is_done && fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
