# For the commands of scripts/bench: figures, out of the lines that tests/bench/measure.c prints.
#   best FILE                 the least seconds of time, the least of the processors, the most memory in MiB
#   tell_difference SIZE DIR  of the files "reconcile" and "audit" in DIR, and what audit takes more; $work/growth gets a line
#   tell_growth               of sizes, when they are all told

best() {
    awk 'NR == 1 { wall = $1; cpu = $2 + $3 }
        { if ($1 < wall) wall = $1; if ($2 + $3 < cpu) cpu = $2 + $3; if ($4 > peak) peak = $4 }
        END { printf "%.3f %.3f %.1f\n", wall, cpu, peak / 1024 }' "$1"
}

print_row() { # NAME WALL CPU PEAK
    printf '%-12s %9s %9s %9s\n' "$@"
}

tell_difference() {
    # shellcheck disable=SC2046 # three figures each
    set -- "$1" $(best "$2/reconcile") $(best "$2/audit")
    print_row '' 'wall s' 'cpu s' 'peak MiB'
    print_row reconcile "$2" "$3" "$4"
    print_row audit "$5" "$6" "$7"
    figures_own=$(echo "$2 $3 $5 $6" | awk '{ printf "%.3f %.3f", $3 - $1, $4 - $2 }')
    print_row difference "${figures_own% *}" "${figures_own#* }" ''
    printf '%s %s\n' "$1" "$figures_own" >>"$work/growth"
}

tell_growth() {
    printf '\n%12s %9s %9s %12s %12s   the difference\n' installations 'wall s' 'cpu s' 'wall, times' 'cpu, times'
    awk '{
            printf "%12d %9.3f %9.3f", $1, $2, $3
            if (NR > 1) printf " %12.2f %12.2f", $2 / wall, $3 / cpu
            print ""
            wall = $2; cpu = $3
        }' "$work/growth"
}
