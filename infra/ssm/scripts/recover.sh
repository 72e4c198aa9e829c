#!/bin/sh
# Brings the main Apache onto the configuration that is on disk: by one reboot, by ending what is left of it and starting it, or,
# while it serves, by a graceful reload, which loses no request. Another Apache on the machine is left alone.
# Set before: EXPECTED_BOOT_ID, EXPECTED_PARENT and VALID_UNTIL_UPTIME (see apply.sh), RECOVERY (reboot, restart or reload), INCIDENT_ID.
# Exit: 0 recovered, 10 refused, 30 Apache did not come back, 194 the agent is to reboot and to run this script again.
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
step=recover

. "${0%/*}/parts/bounded.sh"
. "${0%/*}/parts/layout.sh"
. "${0%/*}/parts/processes.sh"
. "${0%/*}/parts/listening.sh"
. "${0%/*}/parts/guards.sh"
. "${0%/*}/parts/service.sh"
. "${0%/*}/parts/kept-files.sh"
. "${0%/*}/parts/loaded.sh"

# listens: the main Apache's parent holds a port that its configuration names. Whether the site answers the next inspection asks.
listens() {
  case " $(listen_holders)" in *" $parent "*) return 0 ;; esac
  return 1
}

# await_apache SECONDS START_AFTER_SECONDS: until the parent lives and listens; starts Apache once where it is
# still not running after START_AFTER_SECONDS.
await_apache() {
  read_uptime
  begun_seconds=$uptime_seconds started=0 reason=no-parent
  while :; do
    look
    read_uptime
    waited_seconds=$((uptime_seconds - begun_seconds)) reason=no-parent
    if [ -n "$parent" ]; then
      reason=not-listening
      if listens; then return 0; fi
    elif [ "$started" -eq 0 ] && [ "$waited_seconds" -ge "$2" ]; then
      started=1
      service_do stop
      clear_leftovers
      service_do start
    fi
    [ "$waited_seconds" -lt "$1" ] || return 1
    sleep 0.2 2>/dev/null || sleep 1
  done
}

# finish SECONDS START_AFTER_SECONDS REASON
finish() {
  if await_apache "$1" "$2"; then
    # From starting it again for the same order, should somebody stop it later.
    [ "$RECOVERY" = reboot ] || write_marker "$order done"
    result recovered "$3" 0 "boot_id=$boot_id" "parent=$parent_identity"
  fi
  bounded 10 "$ctl" -t 2>&1 | tail -n 5 | cut -c1-300
  result failed "$reason" 30 "boot_id=$boot_id"
}

# runs_server PID: it runs the server's file.
runs_server() {
  for file in $servers; do
    [ ! "/proc/$1/exe" -ef "$file" ] || return 0
  done
  was_server "$1"
}

# is_still PID STARTTICKS: it is alive, the same process, and runs the server's file.
is_still() {
  runs_server "$1" || return 1
  [ "$2" = "$(awk '{ text = text $0 " " } END { match(text, /.*\)/); split(substr(text, RLENGTH + 2), field, " "); if (field[1] !~ /[ZX]/) print field[20] }' "/proc/$1/stat" 2>/dev/null)" ]
}

# still LIST: the lines of LIST, "PID STARTTICKS", that are still alive.
still() {
  [ -z "$1" ] || printf '%s\n' "$1" | while read -r pid ticks; do
    if is_still "$pid" "$ticks"; then echo "$pid $ticks"; fi
  done
}

# end_processes LIST: TERM, at most 10 seconds, KILL, at most 5 seconds; each only while it is that process still.
end_processes() {
  remaining=$1
  for attempt in TERM:50 KILL:25; do
    [ -n "$remaining" ] || return 0
    printf '%s\n' "$remaining" | while read -r pid ticks; do
      if is_still "$pid" "$ticks"; then kill -s "${attempt%:*}" "$pid" 2>/dev/null; fi
    done
    tries=${attempt#*:}
    while [ "$tries" -gt 0 ]; do
      remaining=$(still "$remaining")
      [ -n "$remaining" ] || return 0
      tries=$((tries - 1))
      sleep 0.2 2>/dev/null || sleep 1
    done
  done
}

clear_leftovers() {
  look
  end_processes "$(of_role orphan)"
  look
  # The init script of Ubuntu 16.04 believes a pid file whose number another process has taken since.
  if [ "$table_state" = whole ] && [ -z "$parent" ]; then rm -f "$pid_file"; fi
}

schedule_reboot() {
  # Exit 194 alone makes the agent wait a minute: most of the outage. It needs no second to note down that the step is to run
  # again. The timer's own accuracy is a minute by default.
  if [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1 &&
    bounded 5 systemd-run --on-active=1500ms --timer-property=AccuracySec=100ms systemctl reboot; then
    return
  fi
  detach='nohup'
  if command -v setsid >/dev/null 2>&1; then detach='setsid'; fi
  "$detach" sh -c 'sleep 2; shutdown -r now || reboot' </dev/null >/dev/null 2>&1 9>&- &
}

# write_marker TEXT
write_marker() {
  own_directory "${state_dir%/*}" && own_directory "$state_dir" && echo "$1" >"$marker.new" && mv -f "$marker.new" "$marker" && sync
}

recover_by_reboot() {
  marker=$state_dir/reboot-from
  rebooted_from=$(head -n 1 "$marker" 2>/dev/null)
  if [ "$boot_id" = "$EXPECTED_BOOT_ID" ]; then
    # From a second reboot: the marker is written, and on disk, before the first is scheduled.
    [ "$rebooted_from" != "$boot_id" ] || result rebooting already-scheduled 194 "boot_id=$boot_id"
    # What speaks against a reboot the step before has looked for: before anything was changed.
    refuse_if_outlived
    write_marker "$boot_id" || refuse marker-not-written
    schedule_reboot
    result rebooting scheduled 194 "boot_id=$boot_id"
  fi
  # From doing anything in a boot that we did not ask for: the evidence was taken in another one.
  [ "$rebooted_from" = "$EXPECTED_BOOT_ID" ] || refuse stale-boot-id
  finish 60 15 reboot
}

recover_by_restart() {
  [ "$boot_id" = "$EXPECTED_BOOT_ID" ] || refuse stale-boot-id
  look
  [ "$table_state" = whole ] || refuse processes-unknown
  # From restarting a healthy Apache because the order came twice: the marker names the order, and the parent that was found
  # when it was begun. A parent that is neither that one nor the order's is the restart's own. Where it was interrupted with
  # no parent left, it is done to its end; a later order of this incident knows the new parent, and is another one.
  marker=$state_dir/restart-from order="$boot_id $EXPECTED_PARENT"
  begun=$(head -n 1 "$marker" 2>/dev/null)
  case $begun/$parent_identity in
    "$order done"/none*) refuse stopped-on-purpose ;;
    "$order "*/none*) ;;
    "$order "*/"$EXPECTED_PARENT" | "$order "*/"${begun##* }") ;;
    "$order "*) finish 60 15 already-restarted ;;
    *) refuse_if_outlived ;;
  esac
  # Where that cannot be written, as on a full disk, a second restart is the smaller harm.
  write_marker "$order $parent_identity"
  running=$(of_role parent; of_role child)
  service_do stop
  end_processes "$(still "$running")"
  clear_leftovers
  service_do start
  finish 60 15 restart
}

# put_own_change_back: what this incident's apply step changed is as it was before it; nothing where it changed nothing.
put_own_change_back() {
  [ -z "$(of_manifest hash-before)" ] || { put_back "$state_dir" && mv -f "$state_dir/manifest" "$state_dir/manifest.undone" && sync; }
}

# reload_fails REASON: nothing of the change stays, a server that lives goes back to the configuration of before as gently, and
# one that ended is started again.
reload_fails() {
  put_own_change_back
  case $1/$parent in
    configtest/* | stopped-on-purpose/*) ;;
    */) await_apache 60 0 ;;
    *) if config_is_sound; then kill -s USR1 "$parent"; fi ;;
  esac
  result failed "$1" 30 "boot_id=$boot_id" "parent=$parent_identity"
}

# is_reloaded: a child lives that was made after the signal, by a parent that took its configuration anew before. Where all places are
# taken by children that finish their requests none is made yet: then the parent's own new mutexes, and that it has outlived them, say it.
is_reloaded() {
  printf '%s\n' "$table" | awk -v since="$signalled_at_ticks" '$6 == "child" && $5 + 0 >= since + 0 { found = 1 } END { exit !found }' ||
    { [ "$waited_seconds" -ge 10 ] && [ "$(last_loaded)" -ge "$signalled_at" ]; } 2>/dev/null
}

recover_by_reload() {
  [ "$boot_id" = "$EXPECTED_BOOT_ID" ] || refuse stale-boot-id
  # From a second reload because the order came twice.
  marker=$state_dir/reload-from
  if [ "$(head -n 1 "$marker" 2>/dev/null)" = "$boot_id $EXPECTED_PARENT" ]; then
    look
    [ "$parent_identity" != "$EXPECTED_PARENT" ] || result recovered already-reloaded 0 "boot_id=$boot_id" "parent=$parent_identity"
  fi
  refuse_if_outlived
  if [ -z "$parent" ]; then refuse no-parent; fi
  # From ending a server that serves: it would not survive a configuration that it cannot take.
  config_is_sound || reload_fails configtest
  read -r signalled_at_ticks _ </proc/uptime
  signalled_at_ticks=${signalled_at_ticks%.*}${signalled_at_ticks#*.}
  # As "apachectl graceful" does it, but to this parent and no other, and never a start.
  is_still "$parent" "${parent_identity#*-}" && signalled_at=$(date +%s) && kill -s USR1 "$parent"
  read_uptime
  begun_seconds=$uptime_seconds
  while :; do
    look
    read_uptime
    waited_seconds=$((uptime_seconds - begun_seconds))
    case $table_state/$parent_identity in
      "whole/$EXPECTED_PARENT") ;;
      whole/none) reload_fails stopped-on-purpose ;;
      whole/*) reload_fails died-in-reload ;;
    esac
    if [ -n "$parent" ] && is_reloaded && listens; then
      write_marker "$boot_id $EXPECTED_PARENT"
      result recovered reload 0 "boot_id=$boot_id" "parent=$parent_identity"
    fi
    [ "$waited_seconds" -lt 60 ] || reload_fails not-reloaded
    sleep 0.2 2>/dev/null || sleep 1
  done
}

guard_common
recover_by_"$RECOVERY"
