using System.Buffers;
using System.Net;

namespace MutexResponder.Detection;

/// <summary>Judges the words around a message, in the order in which they stand, and keeps what they tell.</summary>
/// <param name="row">The message.</param>
internal ref struct PlainWords(MutexMessage row)
{
    /// <summary>strerror's longest texts have six words.</summary>
    private const int MaxStatusWords = 8;

    private static readonly SearchValues<byte> s_nameBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."u8);

    private static readonly SearchValues<byte> s_timeBytes = SearchValues.Create("0123456789-+:.TZ"u8);

    private bool _isServers, _isAfterRequestsField, _isNamed;

    /// <summary>Empty where none is named.</summary>
    public ReadOnlySpan<byte> Level { get; private set; }

    public int? Errno { get; private set; }

    public int? Pid { get; private set; }

    /// <summary>
    /// Whether all words before the message are ones that a format prints for the server itself: times, levels, modules, ids, an error's
    /// text, and one stranger, such as a host's name. After a level at which no request is logged (emerg, alert) there may be more;
    /// after a field of the request's there is none, since the level may then be the client's own text.
    /// </summary>
    public bool AcceptBefore(ReadOnlySpan<byte> text) => Accept(text, mayHaveStrangers: true);

    /// <summary>The same for what comes after it: there are no strangers.</summary>
    public bool AcceptAfter(ReadOnlySpan<byte> text) => Accept(text, mayHaveStrangers: false);

    private bool Accept(ReadOnlySpan<byte> text, bool mayHaveStrangers)
    {
        int strangers = 0, statusWords = 0;
        ReadOnlySpan<byte> rest = text, key = default;
        for (bool isFirst = true; !rest.IsEmpty; isFirst = false)
        {
            int length = rest.IndexOf((byte)' ');
            ReadOnlySpan<byte> word = length < 0 ? rest : rest[..length];
            rest = rest[Math.Min(word.Length + 1, rest.Length)..];
            if (statusWords > 0)
            {
                statusWords = EndsStatus(word) ? 0 : statusWords - 1;
                continue;
            }

            ReadOnlySpan<byte> value = word.TrimStart("[{<\"'|,;"u8);
            int equals = value.IndexOf((byte)'=');
            _isNamed = equals > 0 && IsName(value[..equals]);
            key = _isNamed ? value[..equals] : key;
            if (_isNamed && RequestMarks.IsNamedBy(key))
            {
                // From a value that begins like an empty one and goes on: what a client sent is in quotes that it may break itself.
                if (!IsEmptyField(value[(equals + 1)..]))
                {
                    return false;
                }

                _isAfterRequestsField = true;
            }

            value = _isNamed ? value[(equals + 1)..].TrimStart("[{<\"'"u8) : value;
            Utf8Scanner scanner = new(value);
            if (!RequestMarks.IsNamedBy(key) && ErrorStatus.TrySkip(ref scanner, out int? errno))
            {
                Errno = errno;
                statusWords = EndsStatus(word) ? 0 : MaxStatusWords;
                continue;
            }

            value = value.Trim("[](){}<>\"'|,;"u8);
            if (!AcceptField(key, value, isFirst, out bool isStranger))
            {
                return false;
            }

            if (isStranger && !(mayHaveStrangers && !_isAfterRequestsField && (_isServers || (++strangers == 1 && !value.EndsWith(":"u8)))))
            {
                return false;
            }

            key = _isNamed && value.IsEmpty ? key : value.TrimEnd((byte)':');
        }

        // The message itself would be the value of a field of the request's.
        return !(mayHaveStrangers && _isNamed && RequestMarks.IsNamedBy(key));
    }

    /// <summary>Nothing, or the dash that Apache prints for nothing, its quotes closed.</summary>
    private static bool IsEmptyField(ReadOnlySpan<byte> value)
    {
        value = value.TrimEnd(",;|]})>"u8);
        return value.IsEmpty || value.SequenceEqual("-"u8) || value.SequenceEqual("\"\""u8) || value.SequenceEqual("\"-\""u8)
            || value.SequenceEqual("''"u8) || value.SequenceEqual("'-'"u8);
    }

    /// <summary>Of a field or a module; it may be empty.</summary>
    public static bool IsName(ReadOnlySpan<byte> key) => key.IndexOfAnyExcept(s_nameBytes) < 0;

    private static bool EndsStatus(ReadOnlySpan<byte> word) => word.IsEmpty || ":\"|])}"u8.Contains(word[^1]);

    /// <param name="key">The word before, or what stood before an equals sign.</param>
    /// <param name="value">One word.</param>
    /// <param name="isFirst">A line may be cut within its first word.</param>
    /// <param name="isStranger">Whether it is nothing that a format prints.</param>
    /// <returns>False where it speaks of a request, or of another message than this.</returns>
    private bool AcceptField(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool isFirst, out bool isStranger)
    {
        isStranger = false;
        if (value.IsEmpty || value.SequenceEqual("-"u8))
        {
            return true;
        }

        if (RequestMarks.IsNamedBy(key) || IsAddress(value))
        {
            return false;
        }

        if (LogLevels.Contains(value) || (value.Contains((byte)':') && LinePrefix.TrySplitModule(value, out _, out _)))
        {
            return AcceptLevel(value, isFirst);
        }

        Utf8Scanner scanner = new(value);
        if (key.SequenceEqual("pid"u8) && scanner.TryReadNumber(out int pid))
        {
            Pid ??= pid;
            return true;
        }

        isStranger = !IsOfFormat(value) && !row.IsOfModule(value) && !RequestMarks.IsNamedBy(value);
        return true;
    }

    private bool AcceptLevel(ReadOnlySpan<byte> value, bool isFirst)
    {
        bool hasModule = LinePrefix.TrySplitModule(value, out ReadOnlySpan<byte> module, out ReadOnlySpan<byte> level);
        level = hasModule ? level : value;
        if (!row.IsLoggedAt(level) || (hasModule && !row.IsLoggedAs(module, level) && !(isFirst && row.IsEndOfModule(module))))
        {
            return false;
        }

        Level = level;
        _isServers |= level.SequenceEqual("emerg"u8) || level.SequenceEqual("alert"u8);
        return true;
    }

    /// <summary>Times, numbers, places in the source, and the names of fields.</summary>
    private static bool IsOfFormat(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> name = value.TrimEnd((byte)':');
        return value.IndexOfAnyInRange((byte)'A', (byte)'z') < 0
            || value.IndexOfAnyExcept(s_timeBytes) < 0
            || (value.Length == 3 && "MonTueWedThuFriSatSunJanFebMarAprMayJunJulAugSepOctNovDec"u8.IndexOf(value) is var at && at >= 0 && at % 3 == 0)
            || value.IndexOf(".c("u8) >= 0
            || name.SequenceEqual("pid"u8) || name.SequenceEqual("tid"u8) || name.SequenceEqual("level"u8) || name.SequenceEqual("module"u8)
            || name.SequenceEqual("msg"u8) || name.SequenceEqual("message"u8) || name.SequenceEqual("time"u8) || name.SequenceEqual("status"u8);
    }

    /// <summary>A client's address, with or without its port and what a format puts behind it. The server itself has none to log.</summary>
    private static bool IsAddress(ReadOnlySpan<byte> value)
    {
        const int MaxAddressBytes = 64, MaxCuts = 3;
        value = value[..Math.Min(value.Length, MaxAddressBytes)].Trim("()[]<>"u8);
        for (int cut = 0; cut < MaxCuts && !IsHost(value); cut++)
        {
            value = value[..Math.Max(value.LastIndexOf((byte)':'), 0)].TrimEnd(")]>"u8);
        }

        return IsHost(value);

        // A lone number would be an address too, and two colons.
        static bool IsHost(ReadOnlySpan<byte> text) =>
            (text.Count((byte)'.') == 3 || text.Contains((byte)':')) && text.IndexOfAnyExcept((byte)':') >= 0 && IPAddress.TryParse(text, out _);
    }
}
