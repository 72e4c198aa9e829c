# refuse_hazardous_reload: from a graceful reload of the main server, where one is to follow, that something speaks against. A reload takes
# the whole configuration anew, and a server that cannot take it ends: what a configuration test does not see is looked for here.
refuse_hazardous_reload() {
  [ "$RECOVERY" = reload ] || return 0
  # From loading a server's modules while they are being replaced.
  ! package_manager_is_at_work || refuse package-manager-at-work
  [ -n "$parent" ] || refuse no-parent
  # From modules and libraries of another build than the server's that runs: an upgrade waits for its restart.
  if was_server "$parent" || grep -q '\.so[^/]* (deleted)$' "/proc/$parent/maps"; then refuse server-replaced; fi
  # From a configuration that means something else to the running server, or nothing, than to the test.
  ! environment_differs || refuse environment-differs
  # From a log whose directory is gone: it is opened anew. From one that another user can put a directory or a FIFO in the place of: the
  # first ends the server, the second holds it for ever.
  case $(log_folders 2>&1) in
    *'No such'*) refuse log-directory-missing ;;
    ?*) refuse folder-of-another-user ;;
  esac
  # From a program of a log or of a rewrite map that is gone: it is started anew, and a server that cannot start it ends.
  [ -z "$(missing_programs)" ] || refuse program-missing
  # From a full or read-only file system below the new mutexes.
  # The directory may be Apache's user's: by a name that he cannot take first.
  { made=$(mktemp -d "$lock_dir/.mutex-responder.XXXXXX") && rmdir "$made"; } 2>/dev/null || refuse lock-directory-not-writable
  # From mutexes that another user can take away.
  case $(stat -c %F%u "$lock_dir") in
    directory0 | "directory$apache_uid") ;;
    *) refuse folder-of-another-user ;;
  esac
  # From bringing to life what somebody else wrote and has not loaded. Where the line is there already, that is what is wanted.
  if [ "${REMEDY:-}" != none ] && changes_are_pending; then refuse changes-pending; fi
}

# environment_differs: Debian's control script, and so the test, has other values than the running server. Sets lock_dir to the server's.
environment_differs() {
  [ "$layout" = debian ] || return 1
  own=$(tr '\0' '\n' <"/proc/$parent/environ" 2>/dev/null | grep '^APACHE_')
  lock_dir=$(printf '%s\n' "$own" | sed -n 's/^APACHE_LOCK_DIR=//p')
  # shellcheck disable=SC1091,SC2016 # on the instance only
  env -i PATH="$PATH" sh -c '. /etc/apache2/envvars >/dev/null 2>&1; env' | grep '^APACHE_' | grep -qvxF -e "$own"
}

# log_folders: of the folders of the running server's logs (what it holds open to append to), and of those above them, the ones that
# others than root can change, and an error for each that is no more; a word where that was not read whole. The system's groups are let be,
# that of /var/log for one, but Apache's is not.
log_folders() {
  run_config_value Group
  opened=$(bounded 3 /usr/bin/find "/proc/$parent/fd" -type l -printf '%f %l\n' 2>/dev/null)
  [ $? -lt 124 ] || echo unread
  printf '%s\n' "$opened" | awk -v process="/proc/$parent" '/^[0-9]+ \// {
      appends = 0; file = process "/fdinfo/" $1
      while ((getline line < file) > 0) if (line ~ /^flags.*[2367]...$/) appends = 1
      close(file); sub(/[0-9]+ /, "")
      while (appends && sub(/\/[^\/]*$/, "")) print process "/root" $0 "/"
    }' | sort -u | tr '\n' '\0' |
    xargs -0r timeout 5 sh -c 'exec /usr/bin/find "$@" -maxdepth 0 \( ! -uid 0 -o -perm -2 -o -perm -20 \( -gid +999 -o -gid "$0" \) \)' "${value##*id=}" || echo unread
}

# missing_programs: those that a reload starts, named by absolute paths, and that are no more; a word also where that was not read whole.
# What is not enabled is not looked at.
missing_programs() {
  # shellcheck disable=SC2086 # one word each
  started=$(cd "$config_root" && bounded 5 /usr/bin/find -L . -name '*-available' -prune -o $not_configuration -o -type f \
    -exec grep -hiE '^[[:space:]]*([a-z]+Log[[:space:]]+"?\||RewriteMap[[:space:]].*prg:)' {} + 2>/dev/null)
  [ $? -lt 124 ] || echo unread
  printf '%s\n' "$started" | sed -n 's/^[^|]*|[|$]*[[:space:]]*\(\/[^[:space:]"]*\).*/\1/p; s/^.*prg:\(\/[^[:space:]"]*\).*/\1/p' | sort -u | head -n 200 |
    while read -r path; do is_program "/proc/$parent/root$path" || echo "$path"; done
}

# changes_are_pending: something of the configuration, or a certificate or key that it names, has changed since the running server took
# it; also where that is not known. By the time of change, which nobody can set: a file that is copied or unpacked keeps an old one of its text.
changes_are_pending() {
  at=$(last_loaded)
  # A site that is not enabled names what is not there.
  keys=$(bounded 5 grep -rhsiE '^[[:space:]]*SSL(Certificate(Key|Chain)?|CA[a-z]+)File[[:space:]]' "$config_root" | awk '{ gsub(/"/, "", $2); if ($2 ~ /^\//) print $2 }' | sort -u | head -n 200 |
    while read -r key; do [ -e "$key" ] && echo "$key"; done)
  (
    cd "$config_root" || exit 0
    set -f
    # shellcheck disable=SC2086 # one word a file
    set -- $keys
    # shellcheck disable=SC2086 # one word each
    new=$(bounded 5 /usr/bin/find . "$@" $not_configuration -o -newerct "@$((at + 1))" -print && bounded 5 /usr/bin/find -L . "$@" $not_configuration -o -type f -newerct "@$((at + 1))" -print) || exit 0
    [ -n "$new" ]
  )
}
