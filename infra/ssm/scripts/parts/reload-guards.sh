# reload_hazard: sets hazard, what speaks against a graceful reload of the main server now, or empty. A reload takes the whole
# configuration anew, and a server that cannot take it ends: what a configuration test does not see is looked for here.
reload_hazard() {
  hazard=
  # From loading a server's modules while they are being replaced.
  if package_manager_is_at_work; then hazard=package-manager-at-work && return; fi
  if [ -z "$parent" ]; then hazard=no-parent && return; fi
  # From modules and libraries of another build than the server's that runs: an upgrade waits for its restart.
  if was_server "$parent" || grep -q '\.so[^/]* (deleted)$' "/proc/$parent/maps"; then hazard=server-replaced && return; fi
  # From a configuration that means something else to the running server, or nothing, than to the test.
  if environment_differs; then hazard=environment-differs && return; fi
  # From a log whose directory is gone: it is opened anew.
  if [ -n "$(missing_directories)" ]; then hazard=log-directory-missing && return; fi
  # From a program of a log or of a rewrite map that is gone: it is started anew, and a server that cannot start it ends.
  if [ -n "$(missing_programs)" ]; then hazard=program-missing && return; fi
  # From a full or read-only file system below the new mutexes.
  # The directory may be Apache's user's: by a name that he cannot take first.
  if ! { [ -d "$lock_dir" ] && made=$(mktemp -d "$lock_dir/.mutex-responder.XXXXXX") && rmdir "$made"; } 2>/dev/null; then hazard=lock-directory-not-writable && return; fi
  # From bringing to life what somebody else wrote and has not loaded. Where the line is there already, that is what is wanted.
  if [ "${REMEDY:-}" != none ] && changes_are_pending; then hazard=changes-pending; fi
}

# environment_differs: Debian's control script, and so the test, has other values than the running server. Sets lock_dir to the server's.
environment_differs() {
  [ "$layout" = debian ] || return 1
  own=$(tr '\0' '\n' <"/proc/$parent/environ" 2>/dev/null | grep '^APACHE_')
  lock_dir=$(printf '%s\n' "$own" | sed -n 's/^APACHE_LOCK_DIR=//p')
  # shellcheck disable=SC1091,SC2016 # on the instance only
  env -i PATH="$PATH" sh -c '. /etc/apache2/envvars >/dev/null 2>&1; env' | grep '^APACHE_' | grep -qvxF -e "$own"
}

# missing_directories: those in which the running server holds a file open, and which are no more; a word also where that was not read whole.
missing_directories() {
  opened=$(bounded 3 find "/proc/$parent/fd" -type l -printf '%l\n' 2>/dev/null)
  [ $? -lt 124 ] || echo unread
  printf '%s\n' "$opened" | sed -n 's/ (deleted)$//; s|^\(/.*\)/[^/]*$|\1|p' | sort -u |
    while read -r directory; do [ -d "/proc/$parent/root$directory" ] || echo "$directory"; done
}

# missing_programs: those that a reload starts, named by absolute paths, and that are no more; a word also where that was not read whole.
# What is not enabled is not looked at.
missing_programs() {
  # shellcheck disable=SC2086 # one word each
  started=$(cd "$config_root" && bounded 5 find -L . -name '*-available' -prune -o $not_configuration -o -type f \
    -exec grep -hsiE '^[[:space:]]*([a-z]+Log[[:space:]]+"?\||RewriteMap[[:space:]].*prg:)' {} + 2>/dev/null)
  [ $? -lt 124 ] || echo unread
  printf '%s\n' "$started" | sed -n 's/^[^|]*|[|$]*[[:space:]]*\(\/[^[:space:]"]*\).*/\1/p; s/^.*prg:\(\/[^[:space:]"]*\).*/\1/p' | sort -u | head -n 200 |
    while read -r path; do [ -x "/proc/$parent/root$path" ] || echo "$path"; done
}

# changes_are_pending: something of the configuration, or a certificate or key that it names, has changed since the running server took
# it; also where that is not known. By the time of change, which nobody can set: a file that is copied or unpacked keeps an old one of its text.
changes_are_pending() {
  loaded_at=$(last_loaded)
  [ -n "$loaded_at" ] || return 0
  keys=$(bounded 5 grep -rhsiE '^[[:space:]]*SSL(Certificate(Key|Chain)?|CACertificate|CARevocation)File[[:space:]]' "$config_root" | awk '{ gsub(/"/, "", $2); if ($2 ~ /^\//) print $2 }' | sort -u | head -n 200 |
    while read -r file; do [ ! -e "$file" ] || echo "$file"; done) # a site that is not enabled names what is not there
  (
    cd "$config_root" || exit 0
    set -f
    # shellcheck disable=SC2086 # one word a file
    set -- $keys
    # shellcheck disable=SC2086 # one word each
    younger=$(bounded 5 find . "$@" $not_configuration -o -newerct "@$((loaded_at + 1))" -print && bounded 5 find -L . "$@" $not_configuration -o -type f -newerct "@$((loaded_at + 1))" -print) || exit 0
    [ -n "$younger" ]
  )
}

# refuse_hazardous_reload: where a reload is to follow, for the step before it.
refuse_hazardous_reload() {
  [ "$RECOVERY" = reload ] || return 0
  reload_hazard
  [ -z "$hazard" ] || refuse "$hazard"
}
