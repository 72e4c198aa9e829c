# result STATUS REASON EXIT [KEY=VALUE...]: prints the line that the responder reads (the last one of a step counts), ends.
# Where this command keeps a state, the line is kept too: the step that collects tells it again.
result() {
  result_status=$1 result_reason=$2 result_exit=$3
  shift 3
  result_line="#result step=$step status=$result_status reason=$result_reason${*:+ $*}"
  echo "$result_line"
  exit "$result_exit"
}

# refuse REASON: nothing has been changed.
refuse() {
  result refused "$1" 10
}

# matches TEXT PATTERN: the whole text matches the extended regular expression and is one line. The document's
# allowedPattern says the same; old agents do not check it, and a script can be started by hand.
matches() {
  case $1 in *"$newline"*) return 1 ;; esac
  printf '%s\n' "$1" | grep -qxE -e "$2"
}

# guard_common: the guards of every changing step, in order.
guard_common() {
  matches "$EXPECTED_BOOT_ID" '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}' || refuse bad-parameter
  matches "$INCIDENT_ID" 'mr-[0-9TZ]{16}-i-[0-9a-f]{8,17}' || refuse bad-parameter
  # From half a change: everything below needs root.
  [ "$(id -u)" -eq 0 ] || refuse not-root
  # From two changes at once. The descriptor is open for the script's life; what outlives the script must not inherit it.
  umask 022
  touch /run/mutex-responder.lock || refuse locked
  exec 9>/run/mutex-responder.lock
  # Named again for flock: some shells keep what exec opened to themselves.
  flock -n 9 9>&9 || refuse locked
  # From a change to a machine without the Apache that the decision was about.
  find_apache
  [ "$layout" != none ] || refuse no-apache
  state_dir=/var/lib/mutex-responder/$INCIDENT_ID
  boot_id=$(head -n 1 /proc/sys/kernel/random/boot_id)
}
