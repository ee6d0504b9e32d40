# Markdown of docs/formats as that of a manual page: the title becomes NAME and DESCRIPTION, headings move up by one,
# links to other formats become references to their pages, and files of the project those that are installed.

function page_of(format) { sub(/^genkyo-/, "", format); return "genkyo-" format }

function reference(format, page) {
    page = page_of(format)
    if (format != name && !(page in is_seen)) {
        is_seen[page] = 1
        also = also ",\n**" page "**(5)"
    }
    return format == name ? "" : "**" page "**(5)"
}

# [text](format.md#place) and [text](#place); the text stays unless it is the name of the file.
function replace_links(line, before, link, text, target) {
    before = ""
    while (match(line, /\[[^]]*\]\([^)]*\)/)) {
        link = substr(line, RSTART, RLENGTH)
        before = before substr(line, 1, RSTART - 1)
        line = substr(line, RSTART + RLENGTH)
        text = substr(link, 2, index(link, "](") - 2)
        target = substr(link, index(link, "](") + 2)
        sub(/\)$/, "", target)
        before = before linked(text, target)
    }
    return before line
}

function linked(text, target, format) {
    if (target ~ /^#/) {
        return text
    }
    if (target ~ /^\.\.\/(samples\/|nightly\.md$)/) {
        sub(/^\.\./, doc, target)
        return "`" target "`"
    }
    if (target ~ /^schema\//) {
        return "`" data "/" target "`"
    }
    sub(/#.*/, "", target)
    if (target !~ /^[a-z-]+\.md$/) {
        return text
    }
    format = target
    sub(/\.md$/, "", format)
    if (text == target || text == "ledger.yaml") {
        return reference(format)
    }
    return text " (" reference(format) ")"
}

function replace_names(line, before, word) {
    before = ""
    while (match(line, /`[a-z-]+\.md`/)) {
        word = substr(line, RSTART + 1, RLENGTH - 5)
        before = before substr(line, 1, RSTART - 1) reference(word)
        line = substr(line, RSTART + RLENGTH)
    }
    return before line
}

BEGIN {
    gsub(/`/, "", about)
    print "# NAME\n\n" page_of(name) " - " about "\n\n# DESCRIPTION"
}

/^```/ { is_code = !is_code }
is_code { print; next }
/^<!--.*-->$/ { next }
/^# / { next }
/^##/ { sub(/^#/, "") }

{
    gsub(/ \(\[ADR [0-9]+\]\([^)]*\)\)/, "")
    gsub(/fixtures\/rules\/places\.csv/, doc "/samples/places.csv")
    gsub(/fixtures\/rules\//, data "/rules/")
    print replace_names(replace_links($0))
}

END { print "\n# SEE ALSO\n\n**genkyo**(1)" also }
