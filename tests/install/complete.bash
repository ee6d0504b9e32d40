# complete.bash COMPLETIONS LINE: what bash offers at the end of LINE, a word a line. Words are split as bash does it,
# with = a word of its own.
. "$1"
line=$2
read -ra COMP_WORDS <<<"${line//=/ = }"
[[ $line != *[\ =] ]] || COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
read -ra registered < <(complete -p genkyo)
"${registered[2]}"
[ ${#COMPREPLY[@]} -eq 0 ] || printf '%s\n' "${COMPREPLY[@]}"
