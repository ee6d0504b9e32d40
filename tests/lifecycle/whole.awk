# What holds for every case. Used by tests/cases/check.awk.

function check_whole() {
}
