# config_hash ROOT: sha256 over the names of all directories, the names and targets of all links and the names and
# contents of all files below ROOT, in byte order; nothing where that could not be read or took too long.
config_hash() {
  (
    cd "$1" 2>/dev/null || exit 0
    names=$(bounded 4 find . \( -type d -printf 'd%p\n' \) -o \( -type l -printf 'l%p\001%l\n' \) 2>/dev/null) ||
      names=$(names_one_by_one) || exit 0
    contents=$(bounded 6 find . -type f -exec sha256sum {} +) || exit 0
    {
      # Directories before links, each by its name alone; \001 sorts before whatever may follow in a longer name.
      printf '%s\n' "$names" | sort | awk '
        /^d/ { print substr($0, 2); next }
        { links = 1; i = index($0, "\001"); print substr($0, 2, i - 2) " -> " substr($0, i + 1) }
        END { if (!links) print " -> " }'
      printf '%s\n' "$contents" | sort -k2
    } | sha256sum | { read -r hash _ && echo "$hash"; }
  )
}

# names_one_by_one: the same for a find without -printf (busybox): a process for each link.
names_one_by_one() {
  directories=$(bounded 2 find . -type d) || return 1
  links=$(bounded 2 find . -type l) || return 1
  printf '%s\n' "$directories" | sed 's/^/d/'
  [ -z "$links" ] || printf '%s\n' "$links" | while IFS= read -r link; do printf 'l%s\001%s\n' "$link" "$(readlink "$link")"; done
}
