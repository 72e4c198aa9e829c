# service_do start|stop: through whatever manages Apache here, 40 seconds at most. Where systemd knows the unit, it is systemd;
# a source build has often none.
service_do() {
  unit_property LoadState
  if [ -d /run/systemd/system ] && command -v systemctl >/dev/null 2>&1 && [ "$value" != not-found ]; then
    if [ "$1" = start ]; then bounded 5 systemctl reset-failed "$unit.service"; fi
    bounded 40 systemctl "$1" "$unit.service"
  elif [ -x "/etc/init.d/$unit" ]; then
    bounded 40 "/etc/init.d/$unit" "$1"
  else
    bounded 40 "$ctl" -k "$1"
  fi >/dev/null 2>&1
}
