# config_hash: sha256 over the names of all directories, the names and targets of all links, and the names and contents of all
# files of the configuration, also of those behind links, in byte order; nothing where that could not be read or took too
# long. Left out is what the RHEL family links to from the configuration and is none of it.
config_hash() {
  (
    cd "$config_root" 2>/dev/null || exit 0
    directories=$(bounded 4 find . -type d) || exit 0
    links=$(bounded 4 find . -type l -exec /bin/ls -dlnq {} +) || exit 0
    contents=$(bounded 8 find -L . \( -path ./logs -o -path ./run -o -path ./modules -o -path ./state \) -prune -o -type f -exec sha256sum {} + 2>/dev/null) || exit 0
    # Of a listed link its name and target alone.
    links=$(printf '%s\n' "$links" | awk '{ for (i = 1; i < 9; i++) $i = ""; print }')
    printf '%s\n%s\n%s\n' "$directories" "$links" "$contents" | sort | sha256sum | { read -r hash _ && echo "$hash"; }
  )
}
