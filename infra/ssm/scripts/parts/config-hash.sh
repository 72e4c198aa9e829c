# What the RHEL family links to from the configuration and is none of it, for find in config_root.
not_configuration='( -path ./logs -o -path ./run -o -path ./modules -o -path ./state ) -prune'

# config_hash [TEXT]: sha256 over the names of all directories, the names and targets of all links, and the names and contents of all
# files of the configuration, also of those behind its links, in byte order, but for the lines that hold TEXT; nothing where that could not be read or took too
# long. What stands behind a link may be another user's: of a large file there, and of what links there lead to, the inode, size and
# time of change count, which nobody can set, and none of these links is followed. No name is printed as it is but by sha256sum, which escapes it:
# one that holds a line break would be a line of its own.
config_hash() {
  (
    cd "$config_root" 2>/dev/null || exit 0
    list='/bin/ls -dlnqic --full-time'
    entries=$(bounded 4 find . -type d -exec /bin/ls -dq {} + -o -type l -exec /bin/ls -dlnq {} +) || exit 0
    # shellcheck disable=SC2016,SC2086 # the inner shell's own; one word each
    contents=$(bounded 8 env each='{}' list="$list" /usr/bin/find . $not_configuration -o -type f -size -2048k -exec sha256sum {} + -o -type f -exec $list {} + -o \
      -type l -exec sh -c 'exec /usr/bin/find -H "$@" -type l -exec $list "$each" + -xtype f -exec $list -L "$each" + -o \
        -type f -size -2048k -exec sha256sum "$each" + -o -type f -exec $list "$each" +' sh {} + 2>/dev/null) || exit 0
    # Of a listed link its name and target alone.
    printf '%s\n%s\n' "$entries" "$contents" | awk -v left_out="$1" '/^l/ { for (i = 1; i < 9; i++) $i = "" } !left_out || !index($0, left_out)' |
      sort | sha256sum | { read -r hash _ && echo "$hash"; }
  )
}
