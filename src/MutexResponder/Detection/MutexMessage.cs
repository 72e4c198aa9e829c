using System.Text;

namespace MutexResponder.Detection;

/// <summary>One message of Apache's error log about a cross-process mutex, as the source of httpd or of a module logs it.</summary>
/// <param name="Number">The five digits: 144 for AH00144; 0 where the message has no code (httpd 2.2, modules of third parties).</param>
/// <param name="Module">The module in <c>[module:level]</c>; for code of the server itself it may also be empty.</param>
/// <param name="Level">The level in <c>[module:level]</c>; <c>debug</c> instead of it means an old generation.</param>
/// <param name="Operation">What failed.</param>
/// <param name="Message">The text after the code; <c>*</c> stands for a part that varies.</param>
/// <param name="LoggedFor">Where Apache logs it.</param>
internal sealed record MutexMessage(
    int Number,
    string Module,
    string Level,
    MutexOperation Operation,
    string Message,
    LoggedFor LoggedFor = LoggedFor.Server)
{
    private const int MaxVariableBytes = 300;

    private readonly byte[] _module = Encoding.ASCII.GetBytes(Module);
    private readonly byte[] _level = Encoding.ASCII.GetBytes(Level);
    private readonly byte[][] _messageParts = [.. Message.Split('*').Select(Encoding.ASCII.GetBytes)];

    /// <summary>The code as logged, such as <c>AH00144</c>; <see cref="Signal.NoCode"/> where there is none.</summary>
    public string Code => HasCode ? $"AH{Number:D5}" : Signal.NoCode;

    public bool HasCode => Number > 0;

    public bool AtStartup => LoggedFor == LoggedFor.Startup;

    public bool ForRequest => LoggedFor == LoggedFor.Request;

    /// <summary>
    /// Whether it alone is reason enough to look at the instance. Noise of old generations is not, nor what also follows from a mere
    /// mistake in the configuration.
    /// </summary>
    public bool Wakes => Operation is not (MutexOperation.OldGeneration or MutexOperation.Aftermath);

    /// <summary>Whether Apache logs this code under that module and level.</summary>
    public bool IsLoggedAs(ReadOnlySpan<byte> module, ReadOnlySpan<byte> level) =>
        (module.SequenceEqual(_module) || (Module == "core" && (module.IsEmpty || module.SequenceEqual("-"u8)))) && IsLoggedAt(level);

    public bool IsLoggedAt(ReadOnlySpan<byte> level) => level.SequenceEqual(_level) || level.SequenceEqual("debug"u8);

    public bool IsOfModule(ReadOnlySpan<byte> name) => name.SequenceEqual(_module);

    /// <summary>Whether a line that was cut at its start may have named the module.</summary>
    public bool IsEndOfModule(ReadOnlySpan<byte> end) => _module.AsSpan().EndsWith(end);

    /// <summary>
    /// Compares the start of <paramref name="text"/> with <see cref="Message"/>. Text that ends too early but
    /// agrees so far counts: the log agent may cut a line.
    /// </summary>
    /// <param name="text">The line after the code and its colon.</param>
    /// <param name="lengthBytes">How much of the text the message takes up.</param>
    /// <param name="maxEndWords">Where it ends in a part that varies, so many words are that part; the default format has none behind it.</param>
    public bool TryMatchMessage(ReadOnlySpan<byte> text, out int lengthBytes, int maxEndWords = int.MaxValue)
    {
        ReadOnlySpan<byte> rest = text;
        lengthBytes = text.Length;
        if (rest.Length <= _messageParts[0].Length)
        {
            return _messageParts[0].AsSpan().StartsWith(rest);
        }

        if (!rest.StartsWith(_messageParts[0]))
        {
            return false;
        }

        rest = rest[_messageParts[0].Length..];
        foreach (byte[] part in _messageParts.AsSpan(1))
        {
            int at = part.Length == 0 ? LengthOfWords(rest, maxEndWords) : rest.IndexOf(part);
            if (at < 0)
            {
                return rest.Length <= MaxVariableBytes;
            }

            // Within the message it is a name or a number.
            if (part.Length > 0 && (at > MaxVariableBytes || rest[..at].Contains((byte)' ')))
            {
                return false;
            }

            rest = rest[(at + part.Length)..];
        }

        lengthBytes = text.Length - rest.Length;
        return true;
    }

    private static int LengthOfWords(ReadOnlySpan<byte> text, int count)
    {
        int at = 0;
        for (int i = 0; i < count && at < text.Length; i++)
        {
            int length = text[at..].IndexOf((byte)' ');
            at = length < 0 ? text.Length : at + length + 1;
        }

        return at;
    }

    /// <summary>What the code means with that error number.</summary>
    /// <param name="errno">Null where the line has none.</param>
    /// <param name="level">The level the line was logged at; empty where it does not say.</param>
    /// <param name="message">The text after the code.</param>
    public SignalKind KindFor(int? errno, ReadOnlySpan<byte> level, ReadOnlySpan<byte> message)
    {
        if (Operation == MutexOperation.OldGeneration || level.SequenceEqual("debug"u8))
        {
            return SignalKind.StaleGeneration;
        }

        if (Operation is MutexOperation.Aftermath or MutexOperation.ServerEnd)
        {
            return SignalKind.Consequence;
        }

        return errno switch
        {
            Errno.IdentifierRemoved or Errno.InvalidArgument when Operation != MutexOperation.Create => SignalKind.Removed,

            // A lock file names itself; then it is the disk that is full and not the semaphore table.
            Errno.NoSpaceLeft => message.IndexOf("(file "u8) >= 0 ? SignalKind.Permission : SignalKind.Exhausted,
            Errno.NotPermitted or Errno.NoSuchFile or Errno.InputOutput or Errno.AccessDenied or Errno.FileExists
                or Errno.ReadOnlyFileSystem or Errno.NoLocksAvailable => SignalKind.Permission,
            Errno.NotImplemented or Errno.NotSupported => SignalKind.Unsupported,

            // The failure is real and its cause is not in the line.
            _ => SignalKind.Consequence,
        };
    }
}

/// <summary>What Apache logs a message for, and so what stands around it.</summary>
internal enum LoggedFor
{
    Server,

    /// <summary>Logged with APLOG_STARTUP: no time, no module and no pid before it.</summary>
    Startup,

    /// <summary>Logged with ap_log_rerror: the client's address stands before the code, and its referer may come after.</summary>
    Request,
}

/// <summary>What Apache was doing when it logged a code.</summary>
internal enum MutexOperation
{
    /// <summary>Making the mutex or handing it to Apache's user, in the parent.</summary>
    Create,

    /// <summary>Taking over an existing mutex in a new child.</summary>
    Open,

    /// <summary>Locking or unlocking.</summary>
    Use,

    /// <summary>Any of these in a child of an old generation.</summary>
    OldGeneration,

    /// <summary>The whole server ends because of it.</summary>
    ServerEnd,

    /// <summary>Nothing of its own: it reports that something else went wrong.</summary>
    Aftermath,
}
