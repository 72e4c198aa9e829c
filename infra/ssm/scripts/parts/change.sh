# What apply.sh and restore.sh share: a change of the configuration on disk, and its undoing.

# Who is an orphan does not matter to them: no need to know who listens.
read_listening() { :; }
listen_holders() { :; }

# change_is_half_done: this incident's backup is complete, and neither the end of its change nor its undoing was written down.
change_is_half_done() {
  [ -n "$(of_manifest hash-before)" ] && [ -z "$(of_manifest hash-after)" ]
}

# fix_of REMEDY: the file that the layout has for it; nothing where it has none.
fix_of() {
  for fix in $fixes; do
    [ "${fix%%=*}" != "$1" ] || echo "${fix#*=}"
  done
}

# changed_text REMEDY FILE: what the remedy makes of a file that is there. The line that Debian and Ubuntu ship commented
# out loses its mark and nothing else; elsewhere the line comes at the end: what a person has in the file stays.
changed_text() {
  if [ "$1" = uncomment ]; then sed "s/$shipped_line/$fix_line\1/" "$2"; else cat "$2" && end_line "$2" && printf '%s\n' "$fix_line"; fi
}
# shellcheck disable=SC2016 # Apache expands APACHE_LOCK_DIR, not this shell
shipped_line='^[[:space:]]*#[[:space:]]*Mutex[[:space:]]\{1,\}file:\${APACHE_LOCK_DIR}[[:space:]]\{1,\}default\([[:space:]]*\)$'

# end_line FILE: the line feed that its last line lacks.
end_line() {
  [ -z "$(tail -c 1 "$1")" ] || echo
}

# half_is_ours: what a half-done change may have touched of a person's is what it was before, or what that change makes of
# it: what was written into it since must not be lost.
half_is_ours() {
  half_file=$(fix_of "$(of_manifest remedy)")
  [ ! -f "$state_dir/files$half_file" ] || cmp -s "$half_file" "$state_dir/files$half_file" ||
    changed_text "$(of_manifest remedy)" "$state_dir/files$half_file" | cmp -s - "$half_file"
}
