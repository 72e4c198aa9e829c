using System.Globalization;
using System.Text;
using MutexResponder.Simulation.Time;

namespace MutexResponder.Simulation.Machines;

/// <summary>What <c>infra/ssm/scripts/collect.sh</c> would print on a <see cref="Machine"/>.</summary>
internal static class EvidenceText
{
    /// <summary>Bytes of the error log that the script prints at most.</summary>
    private const int MaxErrorLogBytes = 3400;

    private const string SystemSections = """
        [os-release]
        |PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
        |NAME="Debian GNU/Linux"
        |VERSION_ID="12"
        |VERSION="12 (bookworm)"
        |VERSION_CODENAME=bookworm
        |ID=debian
        [apache]
        |layout=debian
        |ctl=/usr/sbin/apache2ctl
        |server=/usr/sbin/apache2
        |config_root=/etc/apache2
        |main_config=/etc/apache2/apache2.conf
        |pid_file=/var/run/apache2/apache2.pid
        |error_log=/var/log/apache2/error.log
        |unit=apache2
        |fix_line=Mutex file:${APACHE_LOCK_DIR} default
        |fix=conf-available=/etc/apache2/conf-available/mutex-file.conf
        |fix=uncomment=/etc/apache2/apache2.conf
        |fix=append=/etc/apache2/apache2.conf
        [version exit=0]
        |Server version: Apache/2.4.71 (Debian)
        |Server built:   2026-11-12T08:58:41
        [build exit=0]
        |Server version: Apache/2.4.71 (Debian)
        |Server built:   2026-11-12T08:58:41
        |Server loaded:  APR 1.7.2, APR-UTIL 1.6.3, PCRE 10.42 2022-12-11
        |Architecture:   64-bit

        """;

    private const string BuildRest = """
        |Server compiled with....
        | -D APR_USE_PROC_PTHREAD_SERIALIZE
        | -D APR_USE_PTHREAD_SERIALIZE
        | -D SINGLE_LISTEN_UNSERIALIZED_ACCEPT
        | -D HTTPD_ROOT="/etc/apache2"
        | -D DEFAULT_PIDLOG="/run/apache2.pid"
        | -D SERVER_CONFIG_FILE="apache2.conf"

        """;

    private const string BrokenConfig = """
        |AH00526: Syntax error on line 30 of /etc/apache2/sites-enabled/000-default.conf:
        |Invalid command 'NoSuchDirective', perhaps misspelled or defined by a module not included in the server configuration
        |Action '-t' failed.
        |The Apache error log may have more information.

        """;

    private const string IpcsHead = """
        [sem-limits]
        |32000 1024000000 500 32000
        [ipcs]
        |
        |------ Message Queues --------
        |key        msqid      owner      perms      used-bytes   messages    
        |
        |------ Shared Memory Segments --------
        |key        shmid      owner      perms      bytes      nattch     status      
        |
        |------ Semaphore Arrays --------
        |key        semid      owner      perms      nsems     

        """;

    private const string UserSections = """
        [user]
        |name=webapp
        |uid=1001
        |passwd=webapp:x:1001:1001::/home/webapp:/bin/sh
        [removeipc]
        |effective=yes
        |source=default

        """;

    private const string LastSections = """
        [lockdir]
        |path=/var/lock/apache2
        |exists=1
        |fstype=tmpfs
        |mode=755
        |owner=webapp:root
        [unit]
        |System has not been booted with systemd as init system (PID 1). Can't operate.
        |Failed to connect to bus: Host is down
        [neighbours]

        """;

    /// <param name="machine">A machine that is up.</param>
    /// <param name="elapsed">Virtual time.</param>
    public static string Of(Machine machine, TimeSpan elapsed)
    {
        var text = new StringBuilder(6144);
        text.Append(CultureInfo.InvariantCulture, $"#evidence-begin 2 {machine.BootId}\n[meta]\n|format=2\n|time={machine.Clock.ToUnixTimeSeconds()}\n|utc_offset=+0000\n");
        text.Append(CultureInfo.InvariantCulture, $"|boot_id={machine.BootId}\n|uptime_seconds={(long)(elapsed - machine.BootedAt).TotalSeconds}\n|uid=0\n|hostname={machine.Hostname}\n|kernel=6.18.44\n");
        text.Append(SystemSections);
        text.Append(CultureInfo.InvariantCulture, $"|Server MPM:     {machine.Mpm}\n");
        text.Append(BuildRest);
        AppendConfiguration(text, machine);
        AppendProcesses(text, machine);
        AppendSemaphores(text, machine);
        text.Append(UserSections);
        text.Append(CultureInfo.InvariantCulture, $"[logins source={(machine.Sessions.Count > 0 ? "file" : "none")}]\n");
        foreach (string line in machine.Sessions)
        {
            text.Append('|').Append(line).Append('\n');
        }

        text.Append("[linger]\n|linger=no\n");
        AppendErrorLog(text, machine);
        text.Append(LastSections);
        if (machine.HasNeighbour)
        {
            text.Append("|9001 here apache2 0::/system.slice/apache2-second.service\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"#evidence-end 2 {machine.BootId}\n");
        return text.ToString();
    }

    private static void AppendConfiguration(StringBuilder text, Machine machine)
    {
        Configuration config = machine.Config;
        if (config.IsBroken)
        {
            text.Append("[configtest exit=1]\n").Append(BrokenConfig);
            text.Append("[runcfg exit=1]\n").Append(BrokenConfig.Replace("'-t'", "'-t -D DUMP_RUN_CFG'", StringComparison.Ordinal));
        }
        else
        {
            text.Append("[configtest exit=0]\n|Syntax OK\n[runcfg exit=0]\n|ServerRoot: \"/etc/apache2\"\n|Main DocumentRoot: \"/var/www/html\"\n|Main ErrorLog: \"/var/log/apache2/error.log\"\n");
            text.Append(config.IsImmune
                ? "|Mutex default: dir=\"/var/lock/apache2\" mechanism=fcntl \n"
                : "|Mutex default: dir=\"/var/run/apache2/\" mechanism=sysvsem \n");
            text.Append("|Mutex mpm-accept: using_defaults\n|Mutex watchdog-callback: using_defaults\n|PidFile: \"/var/run/apache2/apache2.pid\"\n|Define: DUMP_RUN_CFG\n|User: name=\"webapp\" id=1001\n|Group: name=\"webapp\" id=1001\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"[config]\n|hash={config.Hash}\n|files=190\n[directives]\n|/etc/apache2/apache2.conf:74:Mutex sysvsem default\n");
        text.Append(config.FixedByHand
            ? "|/etc/apache2/apache2.conf:75:Mutex file:${APACHE_LOCK_DIR} default\n"
            : "|/etc/apache2/apache2.conf:75:#Mutex file:${APACHE_LOCK_DIR} default\n");
        text.Append("|/etc/apache2/apache2.conf:147:IncludeOptional mods-enabled/*.load\n|/etc/apache2/apache2.conf:148:IncludeOptional mods-enabled/*.conf\n");
        text.Append("|/etc/apache2/apache2.conf:223:IncludeOptional conf-enabled/*.conf\n|/etc/apache2/apache2.conf:226:IncludeOptional sites-enabled/*.conf\n");
        text.Append("|/etc/apache2/ports.conf:1:Listen 80\n|/etc/apache2/ports.conf:2:Listen 8080\n");
        text.Append(CultureInfo.InvariantCulture, $"|/etc/apache2/mods-enabled/mpm_{machine.Mpm}.load:2:LoadModule mpm_{machine.Mpm}_module /usr/lib/apache2/modules/mod_mpm_{machine.Mpm}.so\n");
        if (config.Fix == FixState.Full)
        {
            text.Append("|/etc/apache2/conf-enabled/mutex-file.conf:2:Mutex file:${APACHE_LOCK_DIR} default\n");
        }
    }

    private static void AppendProcesses(StringBuilder text, Machine machine)
    {
        Apache apache = machine.Apache;
        long ticks = machine.ParentStartTicks;
        long childTicks = machine.TicksAt(apache.GenerationAt);
        int count = (apache.ParentPid is null ? 0 : 1) + apache.ChildPids.Count + (apache.OrphanPid is null ? 0 : 1);
        text.Append(CultureInfo.InvariantCulture, $"[processes total={count} exit=0]\n");
        if (apache.ParentPid is { } parent)
        {
            text.Append(CultureInfo.InvariantCulture, $"|{parent} 1 0 S {ticks} parent\n");
        }

        if (apache.OrphanPid is { } orphan)
        {
            text.Append(CultureInfo.InvariantCulture, $"|{orphan} 1 1001 S {ticks} orphan\n");
        }

        foreach (int child in apache.ChildPids)
        {
            text.Append(CultureInfo.InvariantCulture, $"|{child} {apache.ParentPid} 1001 S {childTicks} child\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"[pidfile]\n|path=/var/run/apache2/apache2.pid\n|pid={apache.PidFilePid}\n");
        if (apache.PidFilePid is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"|fstype=ext2/ext3\n|written={(EventQueue.Start + apache.PidFileWrittenAt + machine.ClockSkew).ToUnixTimeSeconds()}\n");
        }

        if (apache.ParentPid is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"|loaded={apache.LoadedAtSeconds}\n");
        }

        text.Append(apache.ParentPid is null ? "[locks exit=1]\n" : apache.RunsImmune ? "[locks exit=0]\n|mpm-accept\n" : "[locks exit=0]\n").Append("[listen]\n");
        if (count > 0)
        {
            string pids = string.Join(',', new[] { apache.ParentPid, apache.OrphanPid }.OfType<int>().Concat(apache.ChildPids));
            text.Append(CultureInfo.InvariantCulture, $"|tcp6 80 00000000000000000000000000000000 40850 pids={pids}\n|tcp6 8080 00000000000000000000000000000000 40854 pids={pids}\n");
        }

        text.Append("[http]\n");
        if (apache.ParentPid is not null)
        {
            text.Append(apache.Answers
                ? "|port=80 scheme=http status=200\n|port=8080 scheme=http status=200\n"
                : "|port=80 scheme=http status=000 error=28\n|port=8080 scheme=http status=000 error=56\n");
        }
    }

    private static void AppendSemaphores(StringBuilder text, Machine machine)
    {
        text.Append(CultureInfo.InvariantCulture, $"[sem total={machine.Apache.Semaphores.Count} semaphores={machine.Apache.Semaphores.Count}]\n|key semid perms nsems uid cuid ctime\n");
        foreach (Semaphore semaphore in machine.Apache.Semaphores)
        {
            long changedAt = (EventQueue.Start + semaphore.ChangedAt + machine.ClockSkew).ToUnixTimeSeconds();
            text.Append(CultureInfo.InvariantCulture, $"|0 {semaphore.Id} 600 1 1001 0 {changedAt}\n");
        }

        text.Append(IpcsHead);
        foreach (Semaphore semaphore in machine.Apache.Semaphores)
        {
            text.Append(CultureInfo.InvariantCulture, $"|0x00000000 {semaphore.Id,-10} webapp     600        1         \n");
        }
    }

    private static void AppendErrorLog(StringBuilder text, Machine machine)
    {
        int first = machine.ErrorLog.Count;
        int bytes = 0;
        while (first > 0 && bytes + machine.ErrorLog[first - 1].Length + 2 <= MaxErrorLogBytes)
        {
            first--;
            bytes += machine.ErrorLog[first].Length + 2;
        }

        text.Append("[errorlog path=/var/log/apache2/error.log").Append(first > 0 ? " exit=0 cut=1]\n" : " exit=0]\n");
        for (int i = first; i < machine.ErrorLog.Count; i++)
        {
            text.Append('|').Append(machine.ErrorLog[i]).Append('\n');
        }
    }
}
