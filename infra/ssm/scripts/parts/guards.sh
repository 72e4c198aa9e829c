# result STATUS REASON EXIT [KEY=VALUE...]: prints the line that the responder reads (the last one of a step counts), ends.
result() {
  told="status=$1 reason=$2" code=$3
  shift 3
  echo "#result step=$step $told${*:+ $*}"
  exit "$code"
}

# refuse REASON [KEY=VALUE...]: nothing has been changed.
refuse() {
  told=$1
  shift
  result refused "$told" 10 "$@"
}

# must_match TEXT PATTERN: refuses unless the whole text matches the extended regular expression and is one line. The document's
# allowedPattern says the same; old agents do not check it, and a script can be started by hand.
must_match() {
  case $1 in *"$newline"*) refuse bad-parameter ;; esac
  printf '%s\n' "$1" | grep -qxE -e "$2" || refuse bad-parameter
}

# own_directory DIRECTORY: it is a directory of root's own that nobody else can look into; made where it was missing.
own_directory() {
  (umask 077 && mkdir -p "$1") && [ ! -L "$1" ] && [ -O "$1" ] && chmod 700 "$1"
}

run_dir=/run/mutex-responder

# guard_common: the guards of every changing step, in order.
guard_common() {
  must_match "$EXPECTED_BOOT_ID" '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'
  must_match "$EXPECTED_CONFIG_HASH" '[0-9a-f]{64}'
  must_match "$EXPECTED_PARENT" '(none|none-[0-9]{1,10}|[0-9]{1,10}-[0-9]{1,20}(-[0-9]{1,12})?)'
  must_match "$VALID_UNTIL_UPTIME" '[0-9]{1,12}'
  must_match "$RECOVERY" '(reboot|restart|reload)'
  must_match "$INCIDENT_ID" 'mr-[0-9TZ]{16}-i-[0-9a-f]{8,17}'
  # From half a change: everything below needs root.
  [ "$(id -u)" -eq 0 ] || refuse not-root
  # From two changes at once. The folder is root's alone: whoever can open a lock can hold it. The descriptor is open for the
  # script's life; what outlives the script must not inherit it.
  umask 022
  own_directory "$run_dir" && : >>"$run_dir/lock" || refuse locked
  exec 9>"$run_dir/lock"
  # Named again for flock: some shells keep what exec opened to themselves.
  flock -n 9 9>&9 || refuse locked
  # From a change to a machine without the Apache that the decision was about.
  find_apache
  [ "$layout" != none ] || refuse no-apache
  state_dir=/var/lib/mutex-responder/$INCIDENT_ID
  boot_id=$(head -n 1 /proc/sys/kernel/random/boot_id)
  expected_parent=$EXPECTED_PARENT expected_loaded=''
  case $EXPECTED_PARENT in *-*-*) expected_parent=${EXPECTED_PARENT%-*} expected_loaded=${EXPECTED_PARENT##*-} ;; esac
}

# refuse_unread: from taking for stopped what a broken configuration does not name. Half a change is told of before: it is no refusal.
refuse_unread() {
  read_run_config
  { [ -n "$pid_file" ] && [ -n "$apache_uid" ]; } || refuse config-broken
}

# refuse_old_order: from an order that is older than the last boot (the semaphores and processes it was about are gone), or than its
# bound. Asked first, also of an order that came before: what was done for it then may have been repaired or undone since.
refuse_old_order() {
  [ "$boot_id" = "$EXPECTED_BOOT_ID" ] || refuse stale-boot-id
  read_uptime
  [ "$uptime_seconds" -le "$VALID_UNTIL_UPTIME" ] || refuse evidence-too-old
}

# refuse_if_outlived: from an order whose server was repaired, stopped or started again since.
refuse_if_outlived() {
  look
  # From taking what could not be read for what is not there.
  [ "$table_state" = whole ] || refuse processes-unknown
  case $parent_identity in
    # Nor one that a person reloaded since: it made its mutexes anew, and may serve.
    "$expected_parent") if [ -z "$parent" ] || [ "$(last_loaded)" = "$expected_loaded" ]; then return; fi ;;
    # Apache takes its pid file away when it is stopped in order, and only then.
    none) refuse stopped-on-purpose ;;
    # The parent of the evidence has died since, by itself.
    none-*) [ "${parent_identity#none-}" != "${expected_parent%-*}" ] || return 0 ;;
  esac
  # From undoing what a person or a service manager repaired meanwhile.
  refuse stale-parent "parent=$parent_identity"
}

# The configuration that the recovery is for, in this boot: that of the evidence, and what the step before made of it.
configuration_note=$run_dir/configuration

# note_configuration HASH
note_configuration() {
  echo "$EXPECTED_CONFIG_HASH $1" >"$configuration_note.new" && mv -f "$configuration_note.new" "$configuration_note"
}

# refuse_other_configuration: from bringing the server to what somebody else wrote since.
refuse_other_configuration() {
  wanted=$EXPECTED_CONFIG_HASH
  noted=$(cat "$configuration_note" 2>/dev/null)
  [ "${noted% *}" != "$wanted" ] || wanted=${noted#* }
  [ "$(config_hash)" = "$wanted" ] || refuse stale-config
}
