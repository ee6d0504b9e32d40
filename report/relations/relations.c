/* relations.svg: the hardware and software diagram (docs/formats/relations.md). */

#include "report/report.h"

#include "base/output.h"
#include "report/drawing/dot.h"
#include "report/drawing/layout.h"
#include "report/drawing/svg.h"
#include "report/drawing/text.h"
#include "report/relations/drawing.h"
#include "report/relations/index.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the drawings of one report share. */
struct drawing_all {
    const struct report_request *request;
    struct relation_graph *graph;
    struct relation_selector *selector;
    struct arena *arena;            /* of the drawing at hand */
    struct relation_entry *systems; /* those that have something to draw */
    uint32_t system_count;
    bool has_no_dot;     /* it is not there, or takes too long again and again: it is not tried any more */
    unsigned late_count; /* how often it took too long */
};

enum { LATE_MAX = 3 };

static void drawing_all_done(struct drawing_all *all) {
    relation_graph_free(all->graph);
    relation_selector_free(all->selector);
    arena_free(all->arena);
    for (uint32_t i = 0; i < all->system_count; i++) {
        free(all->systems[i].file);
    }
    free(all->systems);
}

static struct str word(const struct drawing_all *all, enum drawing_text text) {
    return str_from(drawing_text(text, all->request->language));
}

static struct str as_of(const struct drawing_all *all) {
    return json_text(json_get(result_set_summary(all->request->results), "as_of"));
}

/* --- files ---------------------------------------------------------------------------------------------------------
 */

static enum err_code write_file(int dir_fd, const char *name, const struct buffer *bytes, bool sync, struct err *err) {
    struct output *output = NULL;
    enum err_code code = bytes->failed ? err_no_memory(err) : output_create(dir_fd, name, &output, err);

    if (code != ERR_OK) {
        return code;
    }
    output_write(output, buffer_view(bytes));
    return output_close(output, sync, NULL, err);
}

static enum err_code write_both(const struct drawing_all *all, const struct drawing *drawing, int dir_fd,
                                const char *name, struct err *err) {
    CLEANUP(buffer_done) struct buffer svg = {0}, dot = {0}, path = {0};

    drawing_write_svg(drawing, &svg);
    drawing_write_dot(drawing, true, &dot);
    buffer_printf(&path, "%s.svg", name);
    buffer_append_char(&path, '\0');
    enum err_code code = path.failed ? err_no_memory(err) : write_file(dir_fd, path.p, &svg, all->request->sync, err);
    if (code != ERR_OK) {
        return code;
    }
    buffer_reset(&path);
    buffer_printf(&path, "%s.dot", name);
    buffer_append_char(&path, '\0');
    return path.failed ? err_no_memory(err) : write_file(dir_fd, path.p, &dot, all->request->sync, err);
}

/* --- a drawing -----------------------------------------------------------------------------------------------------
 */

static struct str note_of(const struct drawing_all *all, enum drawing_grouping grouping, bool is_plain) {
    static const enum drawing_text texts[GROUPING_COUNT] = {
        [GROUPING_ALIKE] = DRAWING_TEXT_GROUPED_ALIKE, [GROUPING_SOFTWARE] = DRAWING_TEXT_GROUPED_SOFTWARE,
        [GROUPING_OS] = DRAWING_TEXT_GROUPED_OS,       [GROUPING_KIND] = DRAWING_TEXT_GROUPED_KIND,
        [GROUPING_MOST] = DRAWING_TEXT_GROUPED_MOST,
    };
    struct str grouped = grouping == GROUPING_NONE ? STR_NONE : word(all, texts[grouping]);
    struct str whole = grouping == GROUPING_NONE ? STR_NONE : word(all, DRAWING_TEXT_ALL_IN);
    struct str plain = is_plain ? word(all, DRAWING_TEXT_PLAIN_LAYOUT) : STR_NONE;

    return arena_printf(all->arena, "%.*s%s%.*s%s%.*s", STR_FMT(grouped), whole.n ? " " : "", STR_FMT(whole),
                        plain.n && grouped.n ? " " : "", STR_FMT(plain));
}

/* Nothing can be told from a drawing whose lines are missing, so there is always a layout. */
static enum err_code lay_out(struct drawing_all *all, struct drawing *drawing, enum drawing_grouping grouping,
                             struct err *err) {
    enum child_end end = CHILD_NOT_THERE;
    enum err_code code = all->has_no_dot ? drawing_fill_columns(drawing, err)
                                         : drawing_lay_out(drawing, drawing_dot_program, &drawing_dot_limits,
                                                           all->request->tmpdir, &end, err);

    all->late_count += code == ERR_OK && end == CHILD_TOO_LONG;
    all->has_no_dot |= (code == ERR_OK && end == CHILD_NOT_THERE) || all->late_count == LATE_MAX;
    drawing->note = note_of(all, grouping, end != CHILD_DONE);
    return code;
}

static enum err_code draw(struct drawing_all *all, const struct drawing_request *request, struct str title,
                          struct str subtitle, int dir_fd, const char *name, struct err *err) {
    enum drawing_grouping grouping;
    struct drawing drawing;
    enum err_code code = relation_drawing_make(request, all->arena, &drawing, &grouping, err);

    if (code != ERR_OK) {
        return code;
    }
    drawing.title = title;
    drawing.subtitle = subtitle;
    code = lay_out(all, &drawing, grouping, err);
    if (code == ERR_OK && arena_failed(all->arena)) {
        code = err_no_memory(err);
    }
    code = code ? code : write_both(all, &drawing, dir_fd, name, err);
    arena_reset(all->arena);
    return code;
}

static struct str subtitle_of(const struct drawing_all *all) {
    return arena_printf(all->arena, "%.*s %.*s", STR_FMT(word(all, DRAWING_TEXT_AS_OF)), STR_FMT(as_of(all)));
}

/* --- systems -------------------------------------------------------------------------------------------------------
 */

static struct str name_of_system(const struct drawing_all *all, uint32_t system) {
    struct str name = relation_graph_system_name(all->graph, system);
    return name.n ? name : word(all, DRAWING_TEXT_NO_SYSTEM);
}

static void count(struct drawing_all *all, const struct relation_selection *selection, struct relation_entry *entry) {
    for (uint32_t i = 0; i < selection->node_count; i++) {
        const struct graph_node *node = relation_graph_node(all->graph, selection->nodes[i]);
        bool is_own = node->system == GRAPH_NONE || node->system == entry->system;
        if (is_own) {
            entry->counts[node->kind] += node->machines;
        }
    }
}

static enum err_code draw_system(struct drawing_all *all, uint32_t system, int dir_fd, const char *name,
                                 struct relation_entry *ret_entry, struct err *err) {
    const struct relation_selection selection = relation_select_system(all->selector, system);

    *ret_entry = (struct relation_entry){.system = system, .is_drawn = selection.node_count > 0};
    if (!ret_entry->is_drawn) {
        return ERR_OK;
    }
    const struct drawing_request request = {
        .graph = all->graph, .selection = &selection, .language = all->request->language, .system = system};
    struct str title = arena_printf(all->arena, "%.*s: %.*s", STR_FMT(word(all, DRAWING_TEXT_TITLE)),
                                    STR_FMT(name_of_system(all, system)));
    count(all, &selection, ret_entry);
    return draw(all, &request, title, subtitle_of(all), dir_fd, name, err);
}

/* The system without a name comes last: it has what is left. */
static uint32_t system_at(const struct drawing_all *all, uint32_t place) {
    uint32_t count = relation_graph_systems(all->graph);
    return place + 1 < count ? place + 1 : 0;
}

static enum err_code draw_systems(struct drawing_all *all, int dir_fd, struct err *err) {
    uint32_t count = relation_graph_systems(all->graph);
    enum err_code code = ERR_OK;

    all->systems = calloc((size_t)count + 1, sizeof *all->systems);
    if (!all->systems) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; code == ERR_OK && i < count; i++) {
        struct relation_entry *entry = &all->systems[all->system_count];
        uint32_t system = system_at(all, i);
        char *file = relation_file_name(all->system_count + 1, relation_graph_system_name(all->graph, system));
        if (!file) {
            return err_no_memory(err);
        }
        code = draw_system(all, system, dir_fd, file, entry, err);
        entry->name = name_of_system(all, system);
        entry->file = file;
        if (code == ERR_OK && !entry->is_drawn) {
            free(file);
            continue;
        }
        all->system_count++;
    }
    return code;
}

static enum err_code draw_several(struct drawing_all *all, struct err *err) {
    int fd = -1;
    enum err_code code = ERR_OK;

    if (mkdirat(all->request->dir_fd, "relations", 0777) ||
        (fd = openat(all->request->dir_fd, "relations", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0) {
        return err_system(err, "relations", "mkdir");
    }
    code = draw_systems(all, fd, err);
    if (code == ERR_OK) {
        CLEANUP(buffer_done) struct buffer page = {0};
        relation_index_write(all->systems, all->system_count, all->request->language, as_of(all), &page);
        code = write_file(fd, "index.html", &page, all->request->sync, err);
    }
    if (code == ERR_OK) {
        struct drawing overview;
        code = relation_overview_make(all->graph, all->systems, all->system_count, all->request->language, all->arena,
                                      &overview, err);
        overview.subtitle = code ? STR_NONE : subtitle_of(all);
        code = code ? code : lay_out(all, &overview, GROUPING_NONE, err);
        code = code ? code : write_both(all, &overview, all->request->dir_fd, "relations", err);
    }
    if (code == ERR_OK && all->request->sync && fsync(fd)) {
        code = err_system(err, "relations", "fsync");
    }
    close(fd);
    return code;
}

/* --- one thing -----------------------------------------------------------------------------------------------------
 */

/* Whose machines are among them. */
static struct str systems_of(struct drawing_all *all, const struct relation_selection *selection,
                             uint64_t *ret_machines) {
    CLEANUP(buffer_done) struct buffer out = {0};
    bool *has = arena_alloc_array(all->arena, (size_t)relation_graph_systems(all->graph) + 1, sizeof *has);

    *ret_machines = 0;
    for (uint32_t i = 0; has && i < selection->node_count; i++) {
        const struct graph_node *node = relation_graph_node(all->graph, selection->nodes[i]);
        if (node->system != GRAPH_NONE) {
            has[node->system] = true;
            *ret_machines += node->machines;
        }
    }
    for (uint32_t i = 0; has && i < relation_graph_systems(all->graph); i++) {
        uint32_t system = system_at(all, i);
        if (has[system]) {
            struct str name = name_of_system(all, system);
            buffer_printf(&out, "%s%.*s", out.n ? ", " : "", STR_FMT(name));
        }
    }
    return arena_dup(all->arena, buffer_view(&out));
}

static enum err_code draw_dependents(struct drawing_all *all, struct err *err) {
    struct str focus = all->request->focus;
    const struct relation_selection selection = relation_select_dependents(all->selector, focus);
    uint64_t machines;

    if (selection.node_count == 0) {
        return err_set(err, ERR_USAGE, NULL, focus, STR("from_id, from_label, to_id, to_label (relations.csv)"));
    }
    const struct drawing_request request = {.graph = all->graph,
                                            .selection = &selection,
                                            .language = all->request->language,
                                            .system = GRAPH_NONE,
                                            .focus = focus};
    struct str systems = systems_of(all, &selection, &machines);
    struct str title = arena_printf(all->arena, "%.*s: %.*s", STR_FMT(word(all, DRAWING_TEXT_IMPACT)), STR_FMT(focus));
    struct str subtitle =
        arena_printf(all->arena, "%.*s  %.*s: %.*s (%s: %llu)", STR_FMT(subtitle_of(all)),
                     STR_FMT(word(all, DRAWING_TEXT_IMPACT_SYSTEMS)), STR_FMT(systems),
                     drawing_kind(NODE_HARDWARE, all->request->language), (unsigned long long)machines);
    return draw(all, &request, title, subtitle, all->request->dir_fd, "relations", err);
}

/* --- all -----------------------------------------------------------------------------------------------------------
 */

static enum err_code draw_all(struct drawing_all *all, struct err *err) {
    struct relation_entry entry;

    if (all->request->focus.n) {
        return draw_dependents(all, err);
    }
    return relation_graph_systems(all->graph) > 1 ? draw_several(all, err)
                                                  : draw_system(all, 0, all->request->dir_fd, "relations", &entry, err);
}

enum err_code report_relations(const struct report_request *request, struct err *err) {
    CLEANUP(drawing_all_done) struct drawing_all all = {.request = request, .arena = arena_new()};
    enum err_code code = all.arena ? relation_graph_read(request->results, &all.graph, err) : err_no_memory(err);

    code = code ? code : relation_selector_new(all.graph, &all.selector, err);
    return code ? code : draw_all(&all, err);
}
