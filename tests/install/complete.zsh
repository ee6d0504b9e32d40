# complete.zsh DIRECTORY LINE SCRATCH: what zsh offers at the end of LINE, a word a line. An interactive zsh in a terminal
# of its own is typed LINE and a tab; what its completion system is given goes to a file in SCRATCH, an empty directory.
emulate -L zsh
zmodload zsh/zpty
scratch=$3
cat >$scratch/setup <<END
PROMPT=; RPROMPT=; unsetopt beep
fpath=(${(q)1} \$fpath)
autoload -Uz compinit && compinit -u -d $3.dump
zstyle ':completion:*' verbose no
compadd() {
    if [[ " \$argv[1,(i)(-|--)] " != *\ -[a-zA-Z]#[OAD]\ * ]]; then
        local -a offered
        builtin compadd -A offered "\$@"
        (( \$#offered == 0 )) || print -rl -- \$offered >>$scratch/offered
    fi
    builtin compadd "\$@"
}
finished() { : >$scratch/finished }
comppostfuncs=(finished)
zle-line-init() { : >$scratch/ready }
zle -N zle-line-init
END
wait_for() { # FILE: for ten seconds
    local tries=0 shown
    until [[ -e $1 ]]; do
        (( tries++ < 1000 )) || return 1
        zpty -rt terminal shown || sleep 0.01
    done
}
zpty -b terminal zsh -f -i
zpty -w terminal "source $scratch/setup"
wait_for $scratch/ready || exit 1
zpty -w -n terminal "$2"$'\t'
wait_for $scratch/finished || exit 1
zpty -d terminal
[[ ! -e $scratch/offered ]] || cat $scratch/offered
