# The recovery of a server that serves, by a graceful reload.

# put_own_change_back: what this incident's apply step changed is as it was before it; 1 where it changed nothing, or somebody has written
# since: he may be at his repair, which is not to be undone.
put_own_change_back() {
  changed_hash=$(of_manifest hash-after)
  [ -n "$changed_hash" ] && [ "$(config_hash)" = "$changed_hash" ] && put_back "$state_dir" && mv -f "$state_dir/manifest" "$state_dir/manifest.undone" && sync
}

# reload_fails REASON: nothing of the change stays, the order's parent, where it lives, goes back to the configuration of before as gently,
# and one that ended is started again. Another parent is somebody else's.
reload_fails() {
  put_own_change_back
  case $?/$1/$parent_identity in
    */configtest/* | */stopped-on-purpose/*) ;;
    */none*) await_apache 60 0 ;;
    0/*"/$expected_parent") if config_is_sound; then signal_process USR1 "$parent" "${parent_identity#*-}"; fi ;;
  esac
  result failed "$1" 30 "boot_id=$boot_id" "parent=$parent_identity"
}

# read_loaded: sets loaded, the same time as last_loaded prints, but as fine as the file system keeps it. What cannot be read is not new.
read_loaded() { loaded=$(stat -L -c %y "$pid_file" 2>/dev/null) || loaded=$loaded_before; }

# is_reloaded: the parent has written its pid file anew and lived on, and a child of it lives that was made after the signal. A child
# alone says nothing: what a reload forks before it writes that file, a log's program or a module's daemon, runs the server's file too.
# Where all places are taken by children that finish their requests none is made yet: then ten seconds more of the parent's life say enough.
is_reloaded() {
  [ "$loaded" != "$loaded_before" ] && {
    [ $((uptime_seconds - old_seconds)) -ge 10 ] ||
      printf '%s\n' "$table" | awk '$6 == "child" && $2 == '"$parent"' && $5 >= '"$since" | grep -q .
  }
}

recover_by_reload() {
  refuse_old_order
  # From a second reload because the order came twice.
  marker=$state_dir/reload-from
  if [ "$(head -n 1 "$marker" 2>/dev/null)" = "$boot_id $EXPECTED_PARENT" ]; then
    look
    [ "$parent_identity" != "$expected_parent" ] || result recovered already-reloaded 0 "boot_id=$boot_id" "parent=$parent_identity"
  fi
  refuse_if_outlived
  # Once more: a user who waits for the change can act between the steps. What is pending here the hash tells.
  REMEDY=none
  refuse_hazardous_reload
  refuse_other_configuration
  # From ending a server that serves: it would not survive a configuration that it cannot take.
  config_is_sound || reload_fails configtest
  read_loaded
  loaded_before=$loaded
  # In clock ticks, hundredths of a second, as start times are.
  read -r since _ </proc/uptime
  since=${since%.*}${since#*.}
  # As "apachectl graceful" does it, but to this parent and no other, and never a start.
  # Where it is gone the looks that follow see it.
  signal_process USR1 "$parent" "${parent_identity#*-}"
  read_uptime
  begun_seconds=$uptime_seconds old_seconds=$uptime_seconds
  while :; do
    # Before the look: the parent that it finds has outlived what is read here.
    read_loaded
    look
    read_uptime
    waited_seconds=$((uptime_seconds - begun_seconds))
    [ "$loaded" != "$loaded_before" ] || old_seconds=$uptime_seconds
    case $table_state/$parent_identity in
      "whole/$expected_parent") ;;
      whole/none) reload_fails stopped-on-purpose ;;
      whole/*) reload_fails died-in-reload ;;
    esac
    if [ -n "$parent" ] && is_reloaded && listens; then
      write_marker "$boot_id $EXPECTED_PARENT"
      result recovered reload 0 "boot_id=$boot_id" "parent=$parent_identity"
    fi
    [ "$waited_seconds" -lt 60 ] || reload_fails not-reloaded
    pause
  done
}
