#!/bin/sh
# Brings the main Apache onto the configuration that is on disk: by one reboot, by ending what is left of it and starting it, or,
# while it serves, by a graceful reload, which loses no request. Another Apache on the machine is left alone.
# Set before: EXPECTED_BOOT_ID, EXPECTED_CONFIG_HASH, EXPECTED_PARENT and VALID_UNTIL_UPTIME (see apply.sh), RECOVERY (reboot, restart or reload), INCIDENT_ID.
# Exit: 0 recovered, 10 refused, 30 Apache did not come back, 194 the agent is to reboot and to run this script again.
step=recover

. "${0%/*}/library.sh"
. "${0%/*}/parts/listening.sh"
. "${0%/*}/parts/service.sh"
. "${0%/*}/parts/ending.sh"
. "${0%/*}/parts/reload.sh"

# listens: the main Apache's parent holds a port; a configuration can name it where we do not read. Whether the site answers the next
# inspection asks.
listens() { printf '%s\n' "$listening" | grep -Eq "[=,]$parent(,|\$)"; }

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
    elif [ "$table_state/$started" = whole/0 ] && [ "$waited_seconds" -ge "$2" ]; then
      started=1
      stop_service
      clear_leftovers
      start_service
    fi
    [ "$waited_seconds" -lt "$1" ] || return 1
    pause
  done
}

# finish SECONDS START_AFTER_SECONDS REASON
finish() {
  if await_apache "$1" "$2"; then
    # From starting it again for the same order, should somebody stop it later.
    [ "$RECOVERY" = reboot ] || write_marker "$order done"
    result recovered "$3" 0 "boot_id=$boot_id" "parent=$parent_identity"
  fi
  config_is_sound
  result failed "$reason" 30 "boot_id=$boot_id"
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
  if [ -d /run/systemd/system ] && bounded 5 systemd-run --on-active=1500ms --timer-property=AccuracySec=100ms systemctl reboot; then return; fi
  detach='nohup'
  if command -v setsid >/dev/null 2>&1; then detach='setsid'; fi
  "$detach" sh -c 'sleep 2; shutdown -r now || reboot' </dev/null >/dev/null 2>&1 9>&- &
}

# write_marker TEXT
write_marker() {
  own_directory "${state_dir%/*}" && own_directory "$state_dir" && echo "$1" >"$marker.new" && mv -f "$marker.new" "$marker" && sync
}

# refuse_broken_configuration: from stopping a server that could not start again, and from starting what somebody else wrote.
refuse_broken_configuration() {
  refuse_other_configuration
  config_is_sound || refuse config-broken
}

recover_by_reboot() {
  marker=$state_dir/reboot-from
  rebooted_from=$(head -n 1 "$marker" 2>/dev/null)
  if [ "$boot_id" = "$EXPECTED_BOOT_ID" ]; then
    refuse_old_order
    refuse_if_outlived
    # From a second reboot: the marker is written, and on disk, before the first is scheduled.
    [ "$rebooted_from" != "$boot_id" ] || result rebooting already-scheduled 194 "boot_id=$boot_id"
    # What speaks against a reboot the step before has looked for: before anything was changed.
    refuse_broken_configuration
    write_marker "$boot_id" || refuse marker-not-written
    schedule_reboot
    result rebooting scheduled 194 "boot_id=$boot_id"
  fi
  # From doing anything in a boot that we did not ask for: the evidence was taken in another one.
  [ "$rebooted_from" = "$EXPECTED_BOOT_ID" ] || refuse stale-boot-id
  finish 60 15 reboot
}

recover_by_restart() {
  refuse_old_order
  look
  [ "$table_state" = whole ] || refuse processes-unknown
  # From restarting a healthy Apache because the order came twice: the marker names the order, and the parent that was found
  # when it was begun. A parent that is neither that one nor the order's is the restart's own. Where it was interrupted after
  # its orderly stop, it is done to its end; a later order of this incident knows the new parent, and is another one.
  marker=$state_dir/restart-from order="$boot_id $EXPECTED_PARENT"
  begun=$(head -n 1 "$marker" 2>/dev/null)
  case $begun/$parent_identity in
    "$order done"/none*) refuse stopped-on-purpose ;;
    "$order "*/none) ;;
    "$order "*/"$expected_parent" | "$order "*/none-*) refuse_if_outlived; refuse_broken_configuration ;;
    "$order "*) finish 60 15 already-restarted ;;
    *) refuse_if_outlived; refuse_broken_configuration ;;
  esac
  # Where that cannot be written, as on a full disk, a second restart is the smaller harm.
  write_marker "$order $parent_identity"
  running=$(of_role parent; of_role child)
  stop_service
  end_processes "$(still "$running")"
  clear_leftovers
  start_service
  finish 60 15 restart
}

guard_common
refuse_unread
recover_by_"$RECOVERY"
