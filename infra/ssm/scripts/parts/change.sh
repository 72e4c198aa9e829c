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

# changed_text REMEDY FILE: what the remedy makes of a file. The line that Debian and Ubuntu ship commented
# out loses its mark and nothing else; elsewhere the line comes at the end: what a person has in the file stays.
changed_text() {
  if [ "$1" = uncomment ]; then
    sed "s/$shipped_line/$fix_line\1/" "$2"
  else
    if [ -e "$2" ]; then cat "$2" && end_line "$2"; else echo '# AH00144: logind removes a SysV semaphore when its owner logs out (RemoveIPC).'; fi && printf '%s\n' "$fix_line"
  fi
}
# shellcheck disable=SC2016 # Apache expands APACHE_LOCK_DIR, not this shell
shipped_line='^[[:space:]]*#[[:space:]]*Mutex[[:space:]]\{1,\}file:\${APACHE_LOCK_DIR}[[:space:]]\{1,\}default\([[:space:]]*\)$'

# end_line FILE: the line feed that its last line lacks.
end_line() {
  [ -z "$(tail -c 1 "$1")" ] || echo
}

# touched_is_ours: whatever the change, or its undoing, may have touched is what it was before, or what the change makes of it: what a person
# wrote since must not be lost.
touched_is_ours() {
  half_file=$(fix_of "$(of_manifest remedy)")
  while read -r kind path; do
    ! is_as_kept "$state_dir" "$kind" "$path" || continue
    case $path in
      "$half_file") changed_text "$(of_manifest remedy)" "$state_dir/files$path" | cmp -s - "$path" ;;
      # The file may be gone already, or not be back yet.
      "$config_root"/*) [ -L "$path" ] && [ "$(readlink -f "$path")" = "$half_file" ] ;;
    esac || return 1
  done <"$state_dir/manifest"
}

# half_is_ours: the same of what was ended half-way, and nothing else of the configuration was changed: what was written since may rest on it.
half_is_ours() {
  touched_is_ours && [ "$(config_hash "${half_file##*/}")" = "$(of_manifest hash-of-others)" ]
}
