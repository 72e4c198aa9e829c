# The way from inside an instance to its power button. Sourced. The first request counts.
request_power() { # reboot|poweroff
  state=/run/mutex-lab
  if ! (set -C && printf '%s\n' "$1" >"$state/power") 2>/dev/null; then
    return 0
  fi
  kill "$(cat "$state/control.pid")"
}
