# bounded SECONDS COMMAND...: the command with its stdin closed, ended after SECONDS (status 124), and never run past
# deadline_epoch_seconds where that is set. Without timeout(1) it runs unbounded; every supported system has it.
# Descriptor 9, the changing scripts' lock, stays behind: a server started here, or busybox's timeout, would hold it on.
bounded() {
  limit_seconds=$1
  shift
  if [ -n "${deadline_epoch_seconds:-}" ]; then
    left_seconds=$((deadline_epoch_seconds - $(date +%s)))
    if [ "$left_seconds" -le 0 ]; then
      echo "skipped: the time for the whole step is used up"
      return 124
    fi
    [ "$limit_seconds" -le "$left_seconds" ] || limit_seconds=$left_seconds
  fi
  if command -v timeout >/dev/null 2>&1; then
    timeout -k 1 "$limit_seconds" "$@" </dev/null 9>&-
  else
    "$@" </dev/null 9>&-
  fi
}
