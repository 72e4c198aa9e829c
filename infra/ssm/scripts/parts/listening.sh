# directive_lines PATTERN: FILE:LINE:TEXT of the main configuration and what the packaged layout includes.
directive_lines() {
  (
    cd "$config_root" 2>/dev/null || exit
    set -- "$1" "$main_config"
    for file in $directive_files; do
      [ ! -f "$file" ] || set -- "$@" "$config_root/$file"
    done
    bounded 3 grep -inHE -e "$@" 2>/dev/null
  )
}

# read_listening PIDS: sets listening, listen_table for them; 1 where not all could be seen. None of another user's is read: he can have
# more of them, and more open in each, than there is time for.
read_listening() {
  listening=$(listen_table "$1")
  case $listening in whole*) ;; *) return 1 ;; esac
  listening=${listening#whole}
  listening=${listening#"$newline"}
}

# listen_holders: those of PIDs in listening that listen on a port that the main configuration names, with blanks; 1 where that could not be read.
listen_holders() {
  named=$(directive_lines '^[[:space:]]*Listen[[:space:]]')
  case $? in 0 | 1 | 2) ;; *) return 1 ;; esac
  printf '%s\n\n%s\n' "$named" "$listening" | awk '
    !listed && NF == 0 { listed = 1; next }
    !listed { sub(/^[^:]*:[0-9]+:/, ""); n = split($2, part, ":"); named[part[n]] = 1; next }
    $2 in named { gsub(/[^0-9,]/, "", $5); gsub(/,/, " ", $5); printf "%s ", $5 }'
}

# descriptors PIDS: what ls prints of the open files of each, and of its own at the end: then none was left out. ls names each directory
# where there is more than one. A link that it prints (not busybox's applet of that name) as eleven words of which the last is socket:[N]
# was named by the kernel: a file's begins with a slash.
descriptors() {
  directories=
  for pid in $1; do directories="$directories /proc/$pid/fd"; done
  # shellcheck disable=SC2086 # each word is one argument
  bounded 5 /bin/ls -lnqU $directories /proc/self/fd 2>/dev/null
}

# listen_table PIDS: one line a LISTEN socket of this network namespace: tcp|tcp6 PORT HEXADDRESS INODE pids=1,2 with those of
# PIDS that hold it; sockets held by them come first (proc(5): /proc/net/tcp). Before them "whole", where each of PIDS that lives was seen.
listen_table() {
  tables=
  for family in tcp tcp6; do
    [ ! -r "/proc/net/$family" ] || tables="$tables family=$family /proc/net/$family"
  done
  # shellcheck disable=SC2086 # each word is one argument
  descriptors "$1" | awk -v pids="$1" '
    function value(hex,   i, v) { v = 0; for (i = 1; i <= length(hex); i++) v = v * 16 + index("0123456789ABCDEF", substr(hex, i, 1)) - 1; return v }
    family == "" && /^\/proc\/(self|[0-9]+)\/fd:$/ { split($0, part, "/"); pid = part[3]; seen[pid] = 1; next }
    family == "" { if (NF == 11 && $10 == "->" && $11 ~ /^socket:\[[0-9]+\]$/) { inode = $11; gsub(/[^0-9]/, "", inode); holds[pid, inode] = 1 } next }
    $4 == "0A" {
      list = ""
      for (i = 1; i <= n; i++) if ((order[i], $10) in holds) list = list "" (list == "" ? "" : ",") order[i]
      split($2, at, ":")
      print (list == "" ? 1 : 0), family, value(at[2]), at[1], $10, "pids=" list
    }
    BEGIN { n = split(pids, order, " ") }
    END {
      whole = n == 0 || ("self" in seen)
      for (i = 1; i <= n; i++) if (!(order[i] in seen) && (getline line < ("/proc/" order[i] "/stat")) > 0) whole = 0
      if (whole) print -1, "whole"
    }' - $tables | sort -k1,1n -k3,3n | head -n 201 | cut -d' ' -f2-
}
