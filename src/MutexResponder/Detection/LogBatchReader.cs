using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MutexResponder.Detection;

/// <summary>
/// Reads the JSON of one delivery piece by piece, each where it stands; of the one before it keeps no more than an event that was cut.
/// Properties may come in any order, and unknown ones are skipped.
/// </summary>
internal sealed class LogBatchReader : IDisposable
{
    /// <summary>A cut event is read together with so much of the next piece, which is more than most events have.</summary>
    private const int SeamBytes = 8 * 1024;

    private const int QuoteBytes = 2;

    private static readonly string ValueTooLarge = $"the log data holds a value of more than {EnvelopeLimits.MaxValueBytes} bytes";

    private static readonly string TooManyEvents = $"logEvents holds more than {EnvelopeLimits.MaxEvents} events";

    private readonly SignalSample _sample = new();
    private readonly LogEventReader _events;
    private readonly CompactHead _head = new();
    private byte[] _rest = ArrayPool<byte>.Shared.Rent(2 * SeamBytes);
    private JsonReaderState _state;
    private int _kept;
    private int _unread;
    private Place _place = Place.Document;
    private Place _placeAfterSkip;
    private int _skipDepth;
    private EnvelopeField _field;
    private string? _messageType;
    private string? _owner;
    private string? _logGroup;
    private string? _logStream;
    private bool _hasEvents;
    private bool _hasReadEvent;
    private int _eventCount;

    public LogBatchReader() => _events = new LogEventReader(_sample);

    /// <summary>Where in the document the reader stands.</summary>
    private enum Place
    {
        Document,
        Envelope,
        EnvelopeValue,
        Events,
        Event,
        EventValue,
        Skipped,
        End,
    }

    /// <summary>Bytes of JSON that came out of the stream.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>Bytes that the JSON reader did not see, and does not count when it says where it failed.</summary>
    public long SkippedBytes { get; private set; }

    /// <summary>Whether the stream was read to its end.</summary>
    public bool IsInputRead { get; private set; }

    /// <summary>Reads the next piece of the JSON.</summary>
    /// <returns>What is wrong, or null.</returns>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public string? Accept(ReadOnlySpan<byte> piece)
    {
        TotalBytes += piece.Length;
        if (TotalBytes > EnvelopeLimits.MaxDecompressedBytes)
        {
            return $"the log data is too large: more than {EnvelopeLimits.MaxDecompressedBytes} bytes after gunzip";
        }

        if (_unread > EnvelopeLimits.MaxValueBytes)
        {
            return ValueTooLarge;
        }

        // A long value is tried anew only when there is twice as much of it: else each piece would cost as much as all before it.
        if (_kept + piece.Length < 2 * _unread)
        {
            Keep(piece);
            return null;
        }

        if (_kept == 0)
        {
            return Read(piece);
        }

        int seam = Math.Min(piece.Length, SeamBytes);
        if (ReadRestWith(piece[..seam]) is { } error)
        {
            return error;
        }

        if (_kept > seam)
        {
            return ReadRestWith(piece[seam..]);
        }

        piece = piece[(seam - _kept)..];
        _kept = 0;
        return Read(piece);
    }

    /// <summary>No further piece comes.</summary>
    /// <returns>What is wrong, or null.</returns>
    /// <exception cref="JsonException">It is not JSON, or not all of one.</exception>
    public string? End()
    {
        IsInputRead = true;
        return Read(_rest.AsSpan(0, _kept));
    }

    /// <summary>The batch, once all was read; or what is missing from it.</summary>
    public LogBatchResult Finish() => _messageType switch
    {
        null => LogBatchResult.Refused("the log data has no messageType"),
        "CONTROL_MESSAGE" => LogBatchResult.Read(
            new LogBatch(true, _owner ?? "", _logGroup ?? "", _logStream ?? "", [], _eventCount, DroppedSignalCount: 0)),
        "DATA_MESSAGE" when _owner is null => LogBatchResult.Refused("the log data has no owner"),
        "DATA_MESSAGE" when _logGroup is null => LogBatchResult.Refused("the log data has no logGroup"),
        "DATA_MESSAGE" when _logStream is null => LogBatchResult.Refused("the log data has no logStream"),
        "DATA_MESSAGE" when !_hasEvents => LogBatchResult.Refused("the log data has no logEvents"),
        "DATA_MESSAGE" => DataMessage(_owner!, _logGroup!, _logStream!),
        _ => LogBatchResult.Refused($"the log data has the unknown messageType {Shown(_messageType)}"),
    };

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_rest);
        _rest = [];
        _events.Dispose();
    }

    /// <summary>Somebody else's text, fit for a log line.</summary>
    private static string Shown(string text)
    {
        const int MaxShownChars = 64;
        return text.Length <= MaxShownChars && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? $"'{text}'"
            : $"of {text.Length} characters";
    }

    private LogBatchResult DataMessage(string owner, string logGroup, string logStream)
    {
        (var signals, int droppedCount) = _sample.Build();
        return LogBatchResult.Read(new LogBatch(false, owner, logGroup, logStream, signals, _eventCount, droppedCount));
    }

    private string? ReadRestWith(ReadOnlySpan<byte> more)
    {
        Keep(more);
        return Read(_rest.AsSpan(0, _kept));
    }

    /// <summary>
    /// Reads all but a cut event at the end, and keeps that. Between two events the JSON reader steps aside for those in
    /// the usual form; for it they never were, which is well-formed too.
    /// </summary>
    private string? Read(ReadOnlySpan<byte> json)
    {
        bool isDone = false;
        while (!isDone)
        {
            if (_place == Place.Events && _hasReadEvent)
            {
                int skipped = ReadCompactEvents(json);
                json = json[skipped..];
                SkippedBytes += skipped;
            }

            Utf8JsonReader reader = new(json, IsInputRead, _state);
            if (AcceptToEndOfEvent(ref reader, out isDone) is { } error)
            {
                return error;
            }

            _state = reader.CurrentState;
            json = json[(int)reader.BytesConsumed..];
        }

        _kept = 0;
        Keep(json);
        _unread = _kept;
        return _eventCount > EnvelopeLimits.MaxEvents ? TooManyEvents : null;
    }

    /// <summary>Reads events in the usual form, and looks closer only at those that hold a known code, or may hide one behind an escape.</summary>
    /// <returns>The bytes of the events read, 0 where the next one is not in the usual form.</returns>
    private int ReadCompactEvents(ReadOnlySpan<byte> json)
    {
        int at = 0;
        while (_eventCount <= EnvelopeLimits.MaxEvents && CompactEvent.TryRead(json[at..], _head, out CompactEvent logEvent))
        {
            _eventCount++;
            at += logEvent.Length;
            if (logEvent.MayTell)
            {
                _events.Accept(in logEvent);
            }
        }

        return at;
    }

    /// <param name="reader">The JSON reader.</param>
    /// <param name="isDone">True where no further token is whole.</param>
    private string? AcceptToEndOfEvent(ref Utf8JsonReader reader, out bool isDone)
    {
        isDone = false;
        while (reader.Read())
        {
            if (reader.ValueSpan.Length > EnvelopeLimits.MaxValueBytes - QuoteBytes)
            {
                return ValueTooLarge;
            }

            bool wasInEvent = _place == Place.Event;
            if (Accept(ref reader) is { } error)
            {
                return error;
            }

            if (wasInEvent && _place == Place.Events)
            {
                _hasReadEvent = true;
                return null;
            }
        }

        isDone = true;
        return null;
    }

    /// <summary>Keeps more behind what is kept. It may be a part of what is kept already, of which nothing else is wanted then.</summary>
    private void Keep(ReadOnlySpan<byte> more)
    {
        if (_rest.Length < _kept + more.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_rest.Length * 2, _kept + more.Length));
            _rest.AsSpan(0, _kept).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_rest);
            _rest = larger;
        }

        more.CopyTo(_rest.AsSpan(_kept));
        _kept += more.Length;
    }

    private string? Accept(ref Utf8JsonReader reader)
    {
        switch (_place)
        {
            case Place.EventValue:
                return AcceptEventValue(ref reader);
            case Place.Event:
                return AcceptEventToken(ref reader);
            case Place.Events:
                return AcceptEventsToken(ref reader);
            case Place.Skipped:
                _place = reader.CurrentDepth == _skipDepth ? _placeAfterSkip : Place.Skipped;
                return null;
            case Place.EnvelopeValue:
                return AcceptEnvelopeValue(ref reader);
            case Place.Envelope:
                return AcceptEnvelopeToken(ref reader);
            default:
                _place = Place.Envelope;
                return reader.TokenType == JsonTokenType.StartObject ? null : "the log data is JSON, but not an object";
        }
    }

    private string? AcceptEnvelopeToken(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            _place = Place.End;
            return null;
        }

        _field = EnvelopeFields.Find(reader.ValueSpan);
        _place = Place.EnvelopeValue;
        return null;
    }

    private string? AcceptEnvelopeValue(ref Utf8JsonReader reader)
    {
        switch (_field)
        {
            case EnvelopeField.MessageType:
                return AcceptName(ref reader, "messageType", ref _messageType);
            case EnvelopeField.Owner:
                return AcceptName(ref reader, "owner", ref _owner);
            case EnvelopeField.LogGroup:
                return AcceptName(ref reader, "logGroup", ref _logGroup);
            case EnvelopeField.LogStream:
                return AcceptName(ref reader, "logStream", ref _logStream);
            case EnvelopeField.LogEvents:
                _hasEvents = true;
                _hasReadEvent = false;
                _place = Place.Events;
                return reader.TokenType == JsonTokenType.StartArray ? null : "logEvents is not an array";
            default:
                SkipValue(ref reader, Place.Envelope);
                return null;
        }
    }

    private string? AcceptEventsToken(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            _place = Place.Envelope;
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return "logEvents holds something that is not an object";
        }

        _eventCount++;
        _events.Start();
        _place = Place.Event;
        return _eventCount > EnvelopeLimits.MaxEvents ? TooManyEvents : null;
    }

    private string? AcceptEventToken(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            _place = Place.Events;
            return _events.End();
        }

        _field = EnvelopeFields.FindOfEvent(reader.ValueSpan);
        _place = Place.EventValue;
        return null;
    }

    private string? AcceptEventValue(ref Utf8JsonReader reader)
    {
        switch (_field)
        {
            case EnvelopeField.Timestamp:
                _place = Place.Event;
                return _events.AcceptTimestamp(ref reader);
            case EnvelopeField.Message:
                _place = Place.Event;
                return _events.AcceptMessage(ref reader);
            default:
                SkipValue(ref reader, Place.Event);
                return null;
        }
    }

    /// <summary>Reads a short text. Its bytes are bounded before anything is allocated.</summary>
    private string? AcceptName(ref Utf8JsonReader reader, string name, ref string? value)
    {
        const int MaxBytesPerChar = 6;
        _place = Place.Envelope;
        if (reader.TokenType != JsonTokenType.String)
        {
            return $"{name} is not a text";
        }

        if (reader.ValueSpan.Length > EnvelopeLimits.MaxNameChars * MaxBytesPerChar)
        {
            return $"{name} is longer than {EnvelopeLimits.MaxNameChars} characters";
        }

        Span<byte> unescaped = stackalloc byte[EnvelopeLimits.MaxNameChars * MaxBytesPerChar];
        value = Encoding.UTF8.GetString(unescaped[..JsonText.Unescape(reader.ValueSpan, unescaped)]);
        return value.Length > EnvelopeLimits.MaxNameChars ? $"{name} is longer than {EnvelopeLimits.MaxNameChars} characters" : null;
    }

    private void SkipValue(ref Utf8JsonReader reader, Place after)
    {
        _place = after;
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            _place = Place.Skipped;
            _placeAfterSkip = after;
            _skipDepth = reader.CurrentDepth;
        }
    }
}
