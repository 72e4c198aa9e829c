#!/bin/sh
# Takes one change of apply.sh back: the files are again, byte for byte, what they were before it. Changes the configuration
# on disk only: recover.sh brings the running server to it. Either the whole of it is done and proved by the hash that was
# taken before the change, or the files are again what they were when this began.
# Set before: EXPECTED_BOOT_ID, EXPECTED_CONFIG_HASH, EXPECTED_PARENT, VALID_UNTIL_UPTIME and RECOVERY (see apply.sh),
# INCIDENT_ID (of the incident that made the change).
# Exit: 0 done or nothing to do, 10 refused, 20 failed and undone, 21 undoing failed too.
step=restore

. "${0%/*}/library.sh"
. "${0%/*}/parts/change.sh"

manifest_paths() {
  awk '$1 == "file" || $1 == "link" || $1 == "absent" { print substr($0, index($0, " ") + 1) }' "$state_dir/manifest"
}

# keep_current: what is there now, so that a rollback that does not work can be undone.
keep_current() {
  manifest_paths | copy_files "$undo_dir" && mv -f "$undo_dir/manifest.new" "$undo_dir/manifest" && sync
}

fail() {
  trap - HUP INT TERM
  deadline_seconds=
  ! touched_is_ours || put_back "$undo_dir"
  left_hash=$(config_hash)
  if [ "$left_hash" = "$EXPECTED_CONFIG_HASH" ] || [ "$left_hash" = "${hash_after:--}" ]; then
    rm -f "$undo_dir/manifest"
    result failed-restored "$1" 20 "hash=$left_hash"
  fi
  result failed "$1" 21 "hash=$left_hash"
}

end_within 100
guard_common

undo_dir=$state_dir/undo
hash_before=$(of_manifest hash-before) hash_after=$(of_manifest hash-after)

# From leaving half a rollback behind: a power cut or a kill came in the middle of it. What a person wrote since must not be lost.
if [ -r "$undo_dir/manifest" ]; then
  half_is_ours || result failed interrupted 21 "hash=$(config_hash)"
  fail interrupted
fi

refuse_unread
refuse_old_order

[ -n "$hash_before" ] || refuse no-backup

# From overwriting what a person or a tool changed after the evidence was taken. The same order twice is no such change.
current_hash=$(config_hash)
if [ "$current_hash" != "$EXPECTED_CONFIG_HASH" ]; then
  if [ "$current_hash" = "$hash_before" ] && [ "$EXPECTED_CONFIG_HASH" = "$hash_after" ]; then
    note_configuration "$current_hash"
    result unchanged already-restored 0 "hash=$current_hash"
  fi
  refuse stale-config
fi
refuse_if_outlived
refuse_hazardous_recovery
# A change of ours that was never loaded is pending itself: that nothing else is the hash tells.
[ -e "$state_dir/reload-from" ] || REMEDY=none
refuse_hazardous_reload

# From undoing more than our own change: whatever was done after it would be half taken back. A change that a power cut
# ended half-way wrote down no hash: what it left is taken back as far as it is ours, which the hash from before proves.
if change_is_half_done; then
  half_is_ours || refuse changed-since
else
  [ "$current_hash" = "$hash_after" ] || refuse changed-since
fi

# From taking the blame: a configuration that is broken already is for a person.
config_is_sound || refuse config-broken

keep_current || refuse backup-failed
trap 'fail interrupted' HUP INT TERM
put_back "$state_dir" || fail write-failed
config_is_sound || fail configtest
[ "$(config_hash)" = "$hash_before" ] || fail hash-differs
trap - HUP INT TERM
rm -f "$undo_dir/manifest"
note_configuration "$hash_before"
[ -n "$hash_after" ] || mv -f "$state_dir/manifest" "$state_dir/manifest.undone"
result restored as-before 0 "hash=$hash_before"
