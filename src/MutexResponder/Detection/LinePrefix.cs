namespace MutexResponder.Detection;

/// <summary>
/// What stands before the message: the prefix of syslog or of a container's log, and groups in brackets, in httpd's do_errorlog_default
/// <c>[time] [module:level] [pid P:tid T] </c> (server/log.c), in 2.2 <c>[time] [level] </c>. It is read from the line's first character only, where
/// no client can write: Apache escapes line breaks in all that comes from outside.
/// </summary>
internal ref struct LinePrefix
{
    private const int MaxGroupBytes = 128;
    private const int MaxGroups = 8;
    private const int MaxHostBytes = 255;
    private const int MaxTagBytes = 64;

    /// <summary>The line after the prefix.</summary>
    public ReadOnlySpan<byte> Rest { get; private set; }

    /// <summary>The line after what syslog or a container's runtime put before it.</summary>
    public ReadOnlySpan<byte> AfterOrigin { get; private set; }

    public LineOrigin Origin { get; private set; }

    /// <summary>Whether a <c>[module:level]</c> group was read.</summary>
    public bool HasModule { get; private set; }

    /// <summary>The module's name, empty in <c>[:emerg]</c>.</summary>
    public ReadOnlySpan<byte> Module { get; private set; }

    /// <summary>From the module's group or from one that is nothing but a level; empty where there is neither.</summary>
    public ReadOnlySpan<byte> Level { get; private set; }

    /// <summary>From the pid group, or else from the syslog tag.</summary>
    public int? Pid { get; private set; }

    /// <summary>Groups that were read.</summary>
    public int GroupCount { get; private set; }

    /// <summary>Whether the groups are those of the default format, in its order; the time may be missing.</summary>
    public bool HasDefaultOrder { get; private set; }

    public static LinePrefix Read(ReadOnlySpan<byte> line)
    {
        LinePrefix prefix = default;
        Utf8Scanner scanner = new(line);
        prefix.ReadSyslog(ref scanner);
        prefix.ReadContainer(ref scanner);
        prefix.AfterOrigin = scanner.Rest;
        bool inOrder = true;
        bool hasPidGroup = false;
        while (prefix.GroupCount < MaxGroups && !hasPidGroup && scanner.Rest.StartsWith("["u8))
        {
            Utf8Scanner group = scanner;
            group.Skip(1);
            if (!group.TryReadUntil((byte)']', MaxGroupBytes, out ReadOnlySpan<byte> content))
            {
                break;
            }

            group.TrySkip(" "u8);
            if (LogTime.IsApacheTime(content))
            {
                inOrder &= prefix.GroupCount == 0 && prefix.Origin == LineOrigin.Unsaid;
            }
            else if (!prefix.HasModule && TrySplitModule(content, out ReadOnlySpan<byte> module, out ReadOnlySpan<byte> level))
            {
                prefix.HasModule = true;
                prefix.Module = module;
                prefix.Level = level;
            }
            else if (TryReadPid(content, out int pid))
            {
                inOrder &= prefix.HasModule;
                prefix.Pid = pid;
                hasPidGroup = true;
            }
            else if (prefix.Level.IsEmpty && LogLevels.Contains(content))
            {
                inOrder = false;
                prefix.Level = content;
            }
            else if (RequestMarks.StartsWithPeer(scanner.Rest))
            {
                break;
            }
            else
            {
                inOrder = false;
            }

            prefix.GroupCount++;
            scanner = group;
        }

        prefix.HasDefaultOrder = inOrder && hasPidGroup;
        prefix.Rest = scanner.Rest;
        return prefix;
    }

    /// <summary>Splits <c>mpm_prefork:emerg</c>; the module may be empty, the level is one of Apache's.</summary>
    internal static bool TrySplitModule(ReadOnlySpan<byte> content, out ReadOnlySpan<byte> module, out ReadOnlySpan<byte> level)
    {
        int colon = content.IndexOf((byte)':');
        module = colon < 0 ? default : content[..colon];
        level = colon < 0 ? default : content[(colon + 1)..];
        return colon >= 0 && PlainWords.IsName(module) && LogLevels.Contains(level);
    }

    /// <summary>Reads <c>pid 930</c> or <c>pid 930:tid 140204</c>.</summary>
    private static bool TryReadPid(ReadOnlySpan<byte> content, out int pid)
    {
        Utf8Scanner scanner = new(content);
        pid = 0;
        if (!scanner.TrySkip("pid "u8) || !scanner.TryReadNumber(out pid))
        {
            return false;
        }

        // A thread id may be a pointer-sized number.
        return scanner.Rest.IsEmpty
            || (scanner.TrySkip(":tid "u8) && !scanner.Rest.IsEmpty && scanner.Rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0);
    }

    /// <summary>Reads <c>&lt;11&gt;Aug 25 20:51:54 host apache2[930]: </c>; the priority and the pid may be missing.</summary>
    private void ReadSyslog(ref Utf8Scanner scanner)
    {
        Utf8Scanner ahead = scanner;
        if (ahead.TrySkip("<"u8) && !(ahead.TryReadNumber(out _) && ahead.TrySkip(">"u8)))
        {
            return;
        }

        if (!LogTime.TrySkipSyslogTime(ref ahead) || !ahead.TryReadUntil((byte)' ', MaxHostBytes, out _))
        {
            return;
        }

        ReadOnlySpan<byte> tagged = ahead.Rest;
        int tagLength = tagged[..Math.Min(tagged.Length, MaxTagBytes)].IndexOfAny(" [:"u8);
        if (tagLength <= 0)
        {
            return;
        }

        ahead.Skip(tagLength);
        int? pid = null;
        if (ahead.TrySkip("["u8))
        {
            if (!ahead.TryReadNumber(out int number) || !ahead.TrySkip("]"u8))
            {
                return;
            }

            pid = number;
        }

        if (!ahead.TrySkip(": "u8))
        {
            return;
        }

        ReadOnlySpan<byte> tag = tagged[..tagLength];
        Origin = tag.StartsWith("apache"u8) || tag.StartsWith("httpd"u8) ? LineOrigin.Apache : LineOrigin.Other;
        Pid = pid;
        scanner = ahead;
    }

    /// <summary>Reads <c>2020-08-25T20:51:54.215281Z stderr F </c>, which container runtimes write (Kubernetes, CRI logging format).</summary>
    private void ReadContainer(ref Utf8Scanner scanner)
    {
        Utf8Scanner ahead = scanner;
        if (LogTime.TrySkipSyslogTime(ref ahead) && (ahead.TrySkip("stderr "u8) || ahead.TrySkip("stdout "u8)) && (ahead.TrySkip("F "u8) || ahead.TrySkip("P "u8)))
        {
            Origin = LineOrigin.Container;
            scanner = ahead;
        }
    }
}
