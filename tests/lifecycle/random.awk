# One worked case made at random: support rows of 24 versions, machines that have them, plans and a day; and what S1 to S4
# want of it, reckoned from the last day on which each machine is supported, with and without the extension.
# usage: awk -f random.awk -v seed=NUMBER

function random(n) { # 0 … n-1
    state = (state * 1103515245 + 12345) % 2147483648
    return int(state / 65536) % n
}
function leaps(y) { return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) }
function year_days(y) { return 365 + leaps(y) }
function month_days(y, m) { return m == 2 ? 28 + leaps(y) : m == 4 || m == 6 || m == 9 || m == 11 ? 30 : 31 }
function text(day,    y, m) { # days since 1990-01-01
    for (y = 1990; day >= year_days(y); y++) day -= year_days(y)
    for (m = 1; day >= month_days(y, m); m++) day -= month_days(y, m)
    return sprintf("%04d-%02d-%02d", y, m, day + 1)
}
# A day about the one that is judged for, often just at an edge.
function near() { return D + edge[random(edges)] + (random(3) == 0 ? random(400) - 200 : 0) }

# The last day of what a cell says: LONG without one known, GONE if it has passed on a day that is not known.
function last(cell) { return cell == "open" || cell == "endless" ? LONG : cell == "over" ? GONE : cell }
function shown(cell) { return cell == "open" ? "未公表" : cell == "endless" ? "無期限" : cell == "over" ? "終了済" : cell == "" ? "" : text(cell) }

function make_row(v,    i) {
    i = random(10)
    S = i == 0 ? "" : i == 1 ? "open" : i == 2 ? "over" : i == 3 ? "endless" : near()
    A = random(3) == 0 && S ~ /^[0-9]+$/ ? S - random(500) : ""
    E = ""
    if (S == "" && random(2)) E = near()
    if (S ~ /^[0-9]+$/ && random(4)) {
        E = random(5) == 0 ? "open" : near()
        if (E != "open" && E < S) E = S + random(900)
    }
    is_free = E != "" && random(3) == 0
    is_bought = E != "" && !is_free && random(3) > 0
    quantity = is_bought && random(3) ? random(7) : ""
    planned = random(3) == 0 ? near() : ""
    checked = S == "over" && random(2) ? D + random(3) - 1 : ""
    for (i = 0; i < 6; i++) fact[i] = random(8) > 0
    no_record = random(2)
    is_decided = !no_record
    for (i = 0; i < 6; i++) is_decided = is_decided && fact[i]
    decided_late = random(4) == 0
    is_decided = is_decided && !decided_late
    rows = rows sprintf("Kakuu Base,%d,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", v, shown(A), shown(S), shown(E),
        is_free ? "無償" : E != "" && random(2) ? "有償" : "", is_bought ? "有" : random(2) ? "無" : "", quantity,
        planned == "" ? "" : text(planned), checked == "" ? "" : text(checked),
        !no_record && fact[0] ? "更改" : "", !no_record && fact[1] ? "課長" : "",
        !no_record && fact[2] ? text(decided_late ? D + 1 : D) : "", !no_record && fact[3] ? "a" : "",
        !no_record && fact[4] ? "b" : "", !no_record && fact[5] ? "c" : "")
}

function make_machine(v, m,    id, plan, own, renewal, lease) {
    id = sprintf("M%02d%d", v, m)
    is_certain[m] = random(4) > 0
    plan = random(3) == 0 ? near() : ""
    own = random(3) == 0 ? near() : ""
    renewal = random(3) == 0 ? near() : ""
    lease = random(3) == 0 ? near() : ""
    P[m] = plan != "" ? plan : own != "" ? own : renewal != "" ? renewal : planned != "" ? planned : lease
    machines = machines sprintf("%s,%s,%s,%s,%s\n", id, own == "" ? "" : text(own), renewal == "" ? "" : text(renewal),
        lease == "" ? "" : text(lease), is_certain[m] ? "" : "packages")
    if (plan != "" || !is_certain[m] || random(2))
        listed = listed sprintf("%s,Kakuu Base,%d.3,%s\n", id, v, plan == "" ? "" : text(plan))
    if (is_certain[m]) seen = seen sprintf("%s,Kakuu Base,%d.3\n", id, v)
}

function want(line) { wanted = wanted "finding: " line "\n" }
function trouble(end, plan) { return D > end ? "ENDED" : end < LONG && plan != "" && plan > end ? "PLANNED" : "" }
function outcome(m) { return is_decided ? "notice" : is_certain[m] ? "violation" : "undetermined" }

function judge(v, n,    name, s, e, is_longer, counts, plain, bought, relying, relying_certain, cover, m, end, kind, over, column,
                        due, open, troubled, troubled_certain, saved, saved_certain, needed, class) {
    name = "Kakuu Base " v
    s = S == "" ? "" : last(S)
    e = E == "" ? "" : last(E)
    is_longer = s == "" || e == "" || e > s
    counts = is_longer && (is_free || is_bought)
    if ((S == "over" && checked != "" && D < checked) || (S == "" && (e == "" || (D <= e && !is_free)))) {
        want("SUP-UNKNOWN,undetermined," name ",support_end")
        wanted = wanted "support: Kakuu Base," v ".3,unknown outcome=undetermined\n"
        return
    }
    plain = is_free && e != "" || s == "" ? e : s
    bought = counts && e != "" || s == "" ? e : s
    cover = "all"
    if (is_bought && is_longer && D <= e) {
        for (m = 1; m <= n; m++)
            if (trouble(plain, P[m]) != "") {
                relying++
                relying_certain += is_certain[m]
            }
        cover = quantity == "" ? "some" : quantity < relying ? "part" : "all"
    }
    for (m = 1; m <= n; m++) {
        over = cover != "all" && trouble(plain, P[m]) == ""
        end = over ? plain : bought
        column = (!over && counts && e != "") || s == "" ? "extended_end" : "support_end"
        kind = trouble(end, P[m])
        if (kind != "") {
            troubled++
            troubled_certain += is_certain[m]
            want("SUP-" kind "," outcome(m) "," sprintf("M%02d%d", v, m) ",Kakuu Base," \
                (end == GONE ? "not on record" : text(end)) \
                (end != GONE && P[m] != "" && P[m] > end ? "," text(P[m]) "," (P[m] - end) " days" : ""))
            continue
        }
        if (cover != "all" && !over) {
            saved++
            saved_certain += is_certain[m]
        }
        if (end < LONG && end - D <= 365) {
            due[column]++
            open[column] += P[m] == ""
        }
    }
    for (column in due)
        want("SUP-SOON," (open[column] ? "undetermined" : "notice") "," name "," column ",in " \
            ((column == "support_end" ? s : e) - D) " days," (open[column] ? "of " open[column] " in use" : "in use: " due[column]))
    if (counts && s != "" && D > s && D <= bought)
        want("SUP-EXTENDED," (is_free || quantity != "" ? "notice" : "undetermined") "," name ",extended_end," \
            (is_free ? "in use: " n : quantity != "" ? quantity " bought" : n " are in use"))
    if (cover == "part") {
        needed = quantity < relying_certain ? relying_certain : relying
        want("SUP-" (D > plain ? "ENDED," : "PLANNED,") (is_decided ? "notice" : quantity < relying_certain ? "violation" : "undetermined") \
            "," name ",extended_quantity,bought for " quantity)
        wanted = wanted sprintf("# %d of %d\n", needed - quantity, needed)
    }
    if (cover == "some" && saved && D <= plain) want("SUP-PLANNED,undetermined," name ",extended_quantity," saved " are to be")
    if ((troubled || cover == "part") && !is_decided)
        want("SUP-DECISION," ((troubled ? troubled_certain : saved_certain) ? "violation" : "undetermined") "," name ",decision")
    if (cover == "part") return
    class = D > bought ? "ended" : s != "" && D > s ? "extended" : A != "" && D > A ? "maintenance" : "standard"
    wanted = wanted "support: Kakuu Base," v ".3," class "\n"
}

BEGIN {
    state = seed % 2147483648
    for (v = 0; v < 9; v++) random(2)
    LONG = 1000000
    GONE = -1000000
    edges = split("-900 -366 -365 -1 0 0 1 364 365 366 367 800", list, " ")
    for (v = 0; v < edges; v++) edge[v] = list[v + 1]
    D = 365 * 29 + random(365 * 12) # 2018 to 2030
    for (v = 1; v <= 24; v++) {
        make_row(v)
        n = 1 + random(5)
        for (m = 1; m <= n; m++) make_machine(v, m)
        judge(v, n)
    }
    print "Made at random of the seed " seed "."
    print "as-of: " text(D)
    print "policy: support_max_age_days 36500"
    print "policy: support_days 365"
    print "\n== support\nproduct,version,active_end,support_end,extended_end,extension,extended_bought,extended_quantity," \
        "planned_end,checked_on,decision,decided_by,decided_on,risk_security,risk_withdrawal,risk_failure"
    printf "%s\n== devices\nasset_id,planned_end,renewal_planned_on,lease_end,unread\n%s", rows, machines
    printf "\n== software\nasset_id,product,version,planned_end\n%s", listed
    printf "\n== observed software\nasset_id,product,version\n%s\n== expected\n%signore: CON-* REU-* USE-*\n", seen, wanted
}
