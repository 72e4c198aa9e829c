# Pid 1 of the data centre: gives it a disk in memory that only this mount namespace sees, then waits.
# The lab holds the other end of stdin; when it goes away in whatever manner, this shell ends,
# and the kernel ends every process and mount in here with it.
set -eu
mount -t tmpfs -o "mode=0700,size=$LAB_DISK_BYTES" mutex-lab /mnt
mkdir /mnt/scripts /mnt/doubles
echo ready
while read -r _; do :; done
