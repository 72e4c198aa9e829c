# Runs the script that comes on stdin, then writes the end mark and its exit status to both outputs:
# a daemon that the script started may hold them open for ever, so their end of file says nothing.
end=$LAB_END
unset LAB_END
cd /
mkdir -p /run/mutex-lab
file=$(mktemp /run/mutex-lab/script.XXXXXXXX) || exit 125
cat >"$file"
sh "$file" </dev/null
status=$?
rm -f "$file"
printf '%s%d\n' "$end" "$status"
printf '%s%d\n' "$end" "$status" >&2
