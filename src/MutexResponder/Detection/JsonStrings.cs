using System.Buffers;

namespace MutexResponder.Detection;

/// <summary>
/// The keys and scalars of a JSON text, one after the other, at whatever depth. <c>Utf8JsonReader</c> throws at what is not JSON, and whoever
/// writes into a log could make it throw for every line; this never does.
/// </summary>
/// <param name="json">An object, whole or not: it starts with a curly bracket.</param>
internal ref struct JsonStrings(ReadOnlySpan<byte> json)
{
    private const int MaxDepth = 64;

    /// <summary>What no number and no word has: the backslash of an escape neither.</summary>
    private static readonly SearchValues<byte> s_wordEnds = SearchValues.Create(" ,]}:\"\\\t\r\n"u8);

    private ReadOnlySpan<byte> _rest = json;

    /// <summary>A bit for every open bracket, the innermost lowest: 1 is an object.</summary>
    private ulong _objects;
    private int _depth;
    private Expected _expected = Expected.Value;
    private bool _isBroken;

    private enum Expected
    {
        Value,
        FirstKeyOrEnd,
        FirstValueOrEnd,
        Key,
        Colon,
        CommaOrEnd,
    }

    /// <summary>The bytes between the quotes, or those of a number or a word.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>After the last one: whether the text was one whole object, and nothing after it.</summary>
    public readonly bool IsWhole => !_isBroken && _depth == 0;

    /// <returns>Whether there was one more key or scalar.</returns>
    private bool Read()
    {
        while (!_isBroken)
        {
            _rest = _rest.TrimStart(" \t\r\n"u8);
            if (_rest.IsEmpty)
            {
                return false;
            }

            bool isScalar = false;
            _isBroken = !(_rest[0] switch
            {
                (byte)'{' or (byte)'[' => TryOpen(),
                (byte)'}' or (byte)']' => TryClose(),
                (byte)',' => TrySkip(Expected.CommaOrEnd, IsInObject ? Expected.Key : Expected.Value),
                (byte)':' => TrySkip(Expected.Colon, Expected.Value),
                _ => isScalar = TryReadScalar(),
            });
            if (isScalar)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads on to the next scalar that is no key.</summary>
    /// <param name="key">The last key before it; unchanged where there was none.</param>
    /// <returns>Whether there was one more.</returns>
    public bool ReadField(ref ReadOnlySpan<byte> key)
    {
        while (Read())
        {
            if (!IsKey)
            {
                return true;
            }

            key = Value;
        }

        return false;
    }

    /// <param name="buffer">As long as the line.</param>
    public readonly ReadOnlySpan<byte> Unescaped(Span<byte> buffer) => buffer[..JsonText.Unescape(Value, buffer)];

    private bool IsKey { get; set; }

    private readonly bool IsInObject => (_objects & 1) == 1;

    private readonly bool ExpectsKey => _expected is Expected.Key or Expected.FirstKeyOrEnd;

    private readonly bool ExpectsValue => _expected is Expected.Value or Expected.FirstValueOrEnd;

    private bool TryOpen()
    {
        bool isObject = _rest[0] == '{', isAllowed = ExpectsValue && _depth < MaxDepth;
        _objects = (_objects << 1) | (isObject ? 1ul : 0);
        _depth++;
        _expected = isObject ? Expected.FirstKeyOrEnd : Expected.FirstValueOrEnd;
        _rest = _rest[1..];
        return isAllowed;
    }

    private bool TryClose()
    {
        bool isAllowed = (_rest[0] == '}') == IsInObject && _expected is Expected.CommaOrEnd or Expected.FirstKeyOrEnd or Expected.FirstValueOrEnd;
        _objects >>= 1;
        _depth--;
        _expected = Expected.CommaOrEnd;
        _rest = _rest[1..];
        return isAllowed && (_depth > 0 || _rest.IsEmpty);
    }

    private bool TrySkip(Expected expected, Expected next)
    {
        bool isAllowed = _expected == expected;
        _expected = next;
        _rest = _rest[1..];
        return isAllowed;
    }

    private bool TryReadScalar()
    {
        IsKey = ExpectsKey;
        bool isText = _rest[0] == '"';
        CompactText text = default;
        if (!(IsKey || ExpectsValue) || (isText && !CompactText.TryRead(_rest[1..], out text)))
        {
            return false;
        }

        _expected = IsKey ? Expected.Colon : Expected.CommaOrEnd;
        if (isText)
        {
            Value = _rest[1..(text.Length + 1)];
            _rest = _rest[(text.Length + 2)..];
            return true;
        }

        int length = _rest.IndexOfAny(s_wordEnds);
        Value = length < 0 ? _rest : _rest[..length];
        _rest = _rest[Value.Length..];
        return !IsKey;
    }
}
