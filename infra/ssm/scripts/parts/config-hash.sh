# config_hash ROOT: sha256 over the names of all directories, the names and targets of all links and the names and
# contents of all files below ROOT, in byte order; nothing where that could not be read or took too long.
config_hash() {
  (
    cd "$1" 2>/dev/null || exit 0
    directories=$(bounded 2 find . -type d) || exit 0
    links=$(bounded 2 find . -type l) || exit 0
    contents=$(bounded 6 find . -type f -exec sha256sum {} +) || exit 0
    {
      printf '%s\n' "$directories" | sort
      printf '%s\n' "$links" | sort | while IFS= read -r link; do printf '%s -> %s\n' "$link" "$(readlink "$link")"; done
      printf '%s\n' "$contents" | sort -k2
    } | sha256sum | cut -d' ' -f1
  )
}
