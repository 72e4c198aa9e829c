# What the RHEL family links to from the configuration and is none of it, for find in config_root.
not_configuration='( -path ./logs -o -path ./run -o -path ./modules -o -path ./state ) -prune'

# config_hash: sha256 over the names of all directories, the names and targets of all links, and the names and contents of all
# files of the configuration, also of those behind its links, in byte order; nothing where that could not be read or took too
# long. What stands behind a link may be another user's: of a large file there, and of what links there lead to, the inode, size and
# time of change count, which nobody can set, and none of these links is followed.
config_hash() {
  (
    cd "$config_root" 2>/dev/null || exit 0
    directories=$(bounded 4 find . -type d) || exit 0
    links=$(bounded 4 find . -type l -exec /bin/ls -dlnq {} +) || exit 0
    # shellcheck disable=SC2016,SC2086 # the inner shell's own; one word each
    contents=$(bounded 8 env each='{}' find . $not_configuration -o -type f -size -2048k -exec sha256sum {} + -o -type f -printf '%p %i %s %C@\n' -o \
      -type l -exec sh -c 'exec find -H "$@" -type l -printf "%p -> %l\n" -xtype f -exec stat -L -c "%n %i %s %Z" "$each" + -o \
        -type f -size -2048k -exec sha256sum "$each" + -o -type f -printf "%p %i %s %C@\n"' sh {} + 2>/dev/null) || exit 0
    # Of a listed link its name and target alone.
    links=$(printf '%s\n' "$links" | awk '{ for (i = 1; i < 9; i++) $i = ""; print }')
    printf '%s\n%s\n%s\n' "$directories" "$links" "$contents" | sort  | sha256sum | { read -r hash _ && echo "$hash"; }
  )
}
