#!/bin/sh
# Moves Apache's mutexes to files, and removes leaked semaphores that were named. Changes the configuration on disk only:
# recover.sh brings the running server to it. Either the change is complete and proved by Apache's own dump, or the files
# are again, byte for byte, what they were.
# Set before: EXPECTED_BOOT_ID, EXPECTED_CONFIG_HASH, EXPECTED_PARENT (the main Apache's parent in the evidence, see look, and last_loaded),
# VALID_UNTIL_UPTIME (seconds since boot), REMEDY (one of the layout's fixes, or none), RECOVERY (reboot, restart or reload: what is
# to follow), REMOVE_SEMAPHORES (ids with commas, or empty), INCIDENT_ID.
# Exit: 0 done or nothing to do, 10 refused, 20 failed and restored, 21 the restore failed too.
step=apply

. "${0%/*}/library.sh"
. "${0%/*}/parts/change.sh"

# read_mutex_state: sets mutex_state: fixed, explicit-mpm-accept (a line for mpm-accept itself, which the default does not
# override), or other; and stays: the other mutexes that a line of their own keeps as something that can be removed.
read_mutex_state() {
  read_run_config
  mutex_state=$(printf '%s\n' "$run_config" | awk '
    /^Mutex default: / { if (/ mechanism=fcntl( |$)/) by_default = 1; next }
    /^Mutex mpm-accept: / { if (!/using_defaults/ && !/ mechanism=(fcntl|flock)( |$)/) explicit = 1; next }
    /^Mutex [a-z-]+: / { if (/ mechanism=(sysvsem|default)( |$)/) { sub(/:$/, "", $2); stays = stays (stays == "" ? "" : ",") $2 } }
    END { print (explicit ? "explicit-mpm-accept" : by_default ? "fixed" : "other"), stays }')
  stays=${mutex_state#* } mutex_state=${mutex_state%% *}
}

# touched_files: everything that the remedy may create, change or remove; a2enconf keeps its own books in /var/lib.
touched_files() {
  echo "$fix_file"
  [ "$REMEDY" != conf-available ] || printf '%s\n' "$config_root/conf-enabled/mutex-file.conf" \
    /var/lib/apache2/conf/enabled_by_admin/mutex-file /var/lib/apache2/conf/disabled_by_admin/mutex-file
}

# back_up: what the remedy touches, and a manifest that is there only when all of it is.
back_up() {
  touched_files | copy_files "$state_dir" || return 1
  printf 'remedy %s\nhash-before %s\nhash-of-others %s\n' "$REMEDY" "$EXPECTED_CONFIG_HASH" "$(config_hash "${fix_file##*/}")" >>"$state_dir/manifest.new" || return 1
  mv -f "$state_dir/manifest.new" "$state_dir/manifest" && sync
}

# Puts back what the manifest tells, but nothing that somebody wrote since, proves it by the hash from before, and writes down that nothing
# is half done any more.
restore() {
  ! touched_is_ours || put_back "$state_dir"
  current_hash=$(config_hash)
  [ "$current_hash" = "$(of_manifest hash-before)" ] && mv -f "$state_dir/manifest" "$state_dir/manifest.undone" && sync
}

fail() {
  trap - HUP INT TERM
  deadline_seconds=
  if restore; then
    result failed-restored "$1" 20 "remedy=$REMEDY" "hash=$current_hash"
  fi
  result failed "$1" 21 "remedy=$REMEDY" "hash=$current_hash"
}

# write_fix: the line into the layout's file, in one move; an existing file keeps its mode, its owner and its text.
write_fix() {
  new_file=${fix_file%/*}/.${fix_file##*/}.mutex-new
  rm -f "$new_file"
  { [ ! -e "$fix_file" ] || cp -p "$fix_file" "$new_file"; } && changed_text "$REMEDY" "$fix_file" >"$new_file" && mv -f "$new_file" "$fix_file" || return 1
  label "$fix_file"
  [ "$REMEDY" != conf-available ] || bounded 20 a2enconf mutex-file >/dev/null 2>&1
}

# users_of_semaphores: "yes" where anybody may be using an array of Apache's user in this IPC namespace: a process of that user,
# any process of another pid namespace (a container that shares the IPC namespace), or any Apache. An array does not tell who
# uses it, and its last user's pid means nothing once that one has ended. "unknown" where /proc was not seen whole.
users_of_semaphores() {
  # shellcheck disable=SC2016 # the inner shell's own
  bounded 15 sh -c '
    own=
    for process in /proc/[0-9]*; do
      [ "${process#/proc/}" != "$$" ] || own=1
      [ "$process/ns/ipc" -ef /proc/self/ns/ipc ] || continue
      if [ "$process/ns/pid" -ef /proc/self/ns/pid ]; then echo "$process"; else echo shared; fi
    done
    [ -z "$own" ] || echo whole' 2>/dev/null | awk -v apache_uid="$apache_uid" '
      $1 == "shared" { used = 1; next }
      $1 == "whole" { whole = 1; next }
      { file = $1 "/status"
        while ((getline line < file) > 0) if (line ~ /^Uid:/) { n = split(line, field, " "); for (i = 2; i <= n; i++) if (field[i] == apache_uid) used = 1; break }
        close(file) }
      END { print used ? "yes" : whole ? "no" : "unknown" }'
}

# remove_semaphores: those that were named and are what Apache makes: key 0, mode 600, one semaphore, owned by Apache's user, made by root.
remove_semaphores() {
  removed=0 kept=0
  [ -n "$REMOVE_SEMAPHORES" ] || return 0
  look
  used=yes
  if [ "$table_state" = whole ] && [ -z "$table" ] && [ -n "$apache_uid" ] && [ "$apache_uid" -gt 0 ]; then used=$(users_of_semaphores); fi
  for id in $(printf '%s' "$REMOVE_SEMAPHORES" | tr ',' ' '); do
    if [ "$used" = no ] && awk -v id="$id" -v uid="$apache_uid" '$2 == id && $1 == 0 && $3 == 600 && $4 == 1 && $5 == uid && $7 == 0 { found = 1 } END { exit !found }' /proc/sysvipc/sem &&
      ipcrm -s "$id" >/dev/null 2>&1; then
      removed=$((removed + 1))
    else
      kept=$((kept + 1))
    fi
  done
}

# done_with STATUS REASON: the configuration is as wanted; now the named semaphores, then the end.
done_with() {
  trap - HUP INT TERM
  note_configuration "$current_hash"
  remove_semaphores
  done_status=$1
  [ "$removed" -eq 0 ] || done_status=changed
  result "$done_status" "$2" 0 "remedy=$REMEDY" "hash=$current_hash" "semaphores_removed=$removed" "semaphores_kept=$kept" ${stays:+"stays=$stays"}
}

end_within 100
guard_common
must_match "$REMOVE_SEMAPHORES" '([0-9]{1,10}(,[0-9]{1,10}){0,127})?'
fix_file=$(fix_of "$REMEDY") stays=''
[ -n "$fix_file" ] || [ "$REMEDY" = none ] || refuse remedy-does-not-fit

# From leaving half a change behind: a power cut or a kill came between the backup and the end. Told as what it is, and not
# as a refusal: something was changed. In the same boot the order may go on from there. What somebody has taken up since is for a person.
if change_is_half_done; then
  half_is_ours || result failed interrupted 21 "remedy=$REMEDY" "hash=$(config_hash)"
  [ "$boot_id/$(of_manifest hash-before)" = "$EXPECTED_BOOT_ID/$EXPECTED_CONFIG_HASH" ] || fail interrupted
  restore || fail interrupted
fi

refuse_unread
refuse_old_order

# From overwriting what a person or a tool changed after the evidence was taken. The same order twice is no such change.
current_hash=$(config_hash)
if [ "$current_hash" != "$EXPECTED_CONFIG_HASH" ]; then
  if [ -n "$current_hash" ] && grep -qx "hash-before $EXPECTED_CONFIG_HASH" "$state_dir/manifest" 2>/dev/null &&
    grep -qx "hash-after $current_hash" "$state_dir/manifest"; then
    done_with unchanged already-applied
  fi
  refuse stale-config
fi
# From taking the blame, and from a restart that cannot work: a configuration that is broken already is for a person.
config_is_sound || refuse config-broken
refuse_if_outlived
refuse_hazardous_recovery
refuse_hazardous_reload

[ "$REMEDY" != none ] || done_with unchanged none-wanted
read_mutex_state
[ "$mutex_state" != fixed ] || done_with unchanged already-fixed
# From changing a file through a link: its target may be shared with others.
for path in "$config_root" "${fix_file%/*}"; do
  [ ! -L "$path" ] || refuse config-directory-is-a-link
done
[ ! -L "$fix_file" ] || refuse main-config-is-a-link
[ "$REMEDY" != uncomment ] || grep -q "$shipped_line" "$main_config" || refuse no-commented-line

back_up || refuse backup-failed
trap 'fail interrupted' HUP INT TERM
write_fix || fail write-failed
config_is_sound || fail configtest
read_mutex_state
case $mutex_state in
  fixed) ;;
  explicit-mpm-accept) fail explicit-mpm-accept ;;
  *) fail overridden-default ;;
esac
current_hash=$(config_hash)
{ [ -n "$current_hash" ] && echo "hash-after $current_hash" >>"$state_dir/manifest" && grep -qx "hash-after $current_hash" "$state_dir/manifest" && note_configuration "$current_hash" && sync; } || fail hash-after
done_with changed applied
