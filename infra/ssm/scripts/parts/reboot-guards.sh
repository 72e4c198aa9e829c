# is_locked FILE: somebody holds a write lock on it, as dpkg and rpm do while they work (proc(5): /proc/locks). It takes the
# right to write the file. The device there is that of the mounted file system, which stat does not name on btrfs.
is_locked() {
  [ -f "$1" ] && inode=$(stat -L -c %i "$1" 2>/dev/null) && awk -v path="$(readlink -f "$1")" -v inode="$inode" '
    function value(hex,   i, v) { v = 0; for (i = 1; i <= length(hex); i++) v = v * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1; return v }
    FILENAME == "/proc/self/mountinfo" {
      if (($5 == "/" || $5 == path || index(path, $5 "/") == 1) && length($5) >= longest) { longest = length($5); split($3, device, ":") }
      next
    }
    $2 == "POSIX" && $4 == "WRITE" { split($6, part, ":"); if (part[3] == inode && value(part[1]) == device[1] && value(part[2]) == device[2]) found = 1 }
    END { exit !found }' /proc/self/mountinfo /proc/locks
}

# package_manager_is_at_work: dpkg, rpm or what stands above them holds its lock.
package_manager_is_at_work() {
  for lock in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/rpm/.rpm.lock /usr/lib/sysimage/rpm/.rpm.lock /usr/lib/sysimage/rpm/.zypp.lock; do
    if is_locked "$lock"; then return 0; fi
  done
  for lock in /run/yum.pid /run/zypp.pid; do
    if [ -f "$lock" ] && [ -O "$lock" ] && [ -d "/proc/$(head -c 10 "$lock" | tr -cd 0-9)/fd" ]; then return 0; fi
  done
  return 1
}

# starts_at_boot: something starts the main server at the next boot.
starts_at_boot() {
  unit_property UnitFileState
  case $value in enabled | static | alias) return 0 ;; esac
  # Init scripts, also those that systemd runs.
  for link in /etc/rc[2-5].d/S[0-9][0-9]"$unit" /etc/rc.d/rc[2-5].d/S[0-9][0-9]"$unit"; do
    ! is_program "$link" || return 0
  done
  return 1
}

# reboot_hazard: sets hazard, what speaks against rebooting this machine now, or empty.
reboot_hazard() {
  hazard=
  # From cutting an installation in half.
  if package_manager_is_at_work; then hazard=package-manager-at-work && return; fi
  # From overruling whoever asked the machine not to go down.
  case $(bounded 3 busctl get-property org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager BlockInhibited 2>/dev/null) in
    *[\":]shutdown[\":]*) hazard=shutdown-inhibited && return ;;
  esac
  # From a machine that waits at its boot for somebody to type.
  if awk '$1 !~ /^#/ && NF >= 2 && ($3 == "" || $3 == "none" || $3 == "-") && $4 !~ /(^|,)(noauto|nofail|tpm2-device=|fido2-device=|pkcs11-uri=)/ { found = 1 } END { exit !found }' /etc/crypttab 2>/dev/null; then
    hazard=passphrase-at-boot && return
  fi
  # From a boot that ends in a file system check.
  for count in /sys/fs/ext4/*/errors_count; do
    if [ -r "$count" ] && [ "$(head -c 10 "$count")" != 0 ]; then hazard=file-system-error && return; fi
  done
  # From a site that is down after the boot: nothing would start it.
  starts_at_boot || hazard=not-started-at-boot
}

# refuse_hazardous_recovery: it is for the step before the recovery, so that nothing is changed that would then wait for a
# reboot or a start that does not come.
refuse_hazardous_recovery() {
  # From stopping what nothing can start again.
  unit_property LoadState
  [ "$value" != masked ] || refuse unit-masked
  [ "$RECOVERY" = reboot ] || return 0
  reboot_hazard
  [ -z "$hazard" ] || refuse "$hazard" instead=restart
}
