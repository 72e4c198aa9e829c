# has_unit: systemd manages the main server here; a source build has often no unit.
has_unit() {
  unit_property LoadState
  case $?$value in 0 | 0not-found) return 1 ;; esac
}

# stop_service: after look. Where systemd knows the unit, it is systemd that stops it, in 40 seconds at most. Nothing else is called: an init
# script and Apache's control program send their signal to whatever process has the pid file's number now. Neither does systemd's
# script find one where no parent lives. What is left is ended process by process.
stop_service() {
  if [ "$table_state" = whole ] && [ -z "$parent" ]; then rm -f "$pid_file"; fi
  if has_unit; then bounded 40 systemctl stop "$unit.service"; fi >/dev/null 2>&1
}

# start_service: through whatever manages Apache here, 40 seconds at most.
start_service() {
  if has_unit; then
    bounded 5 systemctl reset-failed "$unit.service"
    bounded 40 systemctl start "$unit.service"
  elif is_program "/etc/init.d/$unit"; then
    bounded 40 "/etc/init.d/$unit" start
  else
    bounded 40 "$ctl" -k start
  fi >/dev/null 2>&1
}
