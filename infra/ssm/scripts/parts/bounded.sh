# A line feed, to take text apart without starting a process for it.
newline='
'

# read_uptime: sets uptime_seconds, the seconds since boot: unlike the clock, no time server moves it, and it counts on while
# the machine is suspended.
read_uptime() {
  uptime_seconds=
  read -r uptime_seconds _ </proc/uptime
  uptime_seconds=${uptime_seconds%%.*}
  uptime_seconds=${uptime_seconds:-0}
}

# end_within SECONDS: from now on nothing that is bounded runs longer than that, taken together.
end_within() {
  read_uptime
  deadline_seconds=$((uptime_seconds + $1))
}

# bounded SECONDS COMMAND...: the command with its stdin closed, ended after SECONDS (status 124), and never run past
# deadline_seconds where that is set. Descriptor 9, the changing scripts' lock, stays behind: a server started here, or
# busybox's timeout, would hold it on.
bounded() {
  limit=$1
  shift
  if [ -n "${deadline_seconds:-}" ]; then
    read_uptime
    left=$((deadline_seconds - uptime_seconds))
    if [ "$left" -le 0 ]; then
      echo "skipped: the time for the whole step is used up"
      return 124
    fi
    [ "$limit" -le "$left" ] || limit=$left
  fi
  timeout -k 1 "$limit" "$@" </dev/null 9>&-
}
