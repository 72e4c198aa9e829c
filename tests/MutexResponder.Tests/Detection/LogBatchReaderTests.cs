using System.Text;
using System.Text.Json;
using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

/// <summary>A delivery comes out of its gzip in pieces, whose ends may fall anywhere.</summary>
public class LogBatchReaderTests
{
    private const string EventLike = """,{"id":"1","timestamp":1,"message":"AH00144: couldn't grab the accept mutex"}""";

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(9_000)]
    [InlineData(40_000)]
    public void Delivery_InPieces_IsReadAsOne(int pieceBytes)
    {
        IEnumerable<string> messages = Enumerable.Range(0, 60).Select(i => i % 7 == 0 ? CompactEventTests.Line : new string('x', i * 61));

        LogBatch batch = Read(EnvelopeSource.DataMessageJson(messages).Chunk(pieceBytes).Select(piece => new string(piece))).Batch!;

        Assert.Equal((60, 9), (batch.EventCount, batch.Signals.Length));
        Assert.Equal(Enumerable.Range(0, 9).Select(i => EnvelopeSource.FirstTimestamp + (i * 7)), batch.Signals.Select(signal => signal.ObservedAt.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public void Piece_ThatBeginsLikeAnEvent_IsOneOnlyAmongEvents()
    {
        string json = EnvelopeSource.DataMessageJson("x", "y");
        int end = json.LastIndexOf("}]", StringComparison.Ordinal);

        LogBatch batch = Read([json[..end] + ",\"more\":[{}", EventLike + "]" + json[end..]]).Batch!;

        Assert.Equal((2, 0), (batch.EventCount, batch.Signals.Length));
    }

    [Fact]
    public void Delivery_ThatBeginsLikeAnEvent_IsNotJson()
    {
        Assert.ThrowsAny<JsonException>(() => Read([EventLike + EnvelopeSource.DataMessageJson("x")]));
        Assert.ThrowsAny<JsonException>(() => Read(["{\"logEvents\":[", EventLike + "]}"]));
    }

    /// <summary>Long before the delivery as a whole is too large: what is unread is held in memory.</summary>
    [Fact]
    public void Value_WithoutEnd_IsGivenUpAsAValue()
    {
        string piece = new('x', 1024 * 1024);

        LogBatchResult result = Read(Enumerable.Repeat(piece, (EnvelopeLimits.MaxDecompressedBytes / piece.Length) + 1).Prepend("{\"logEvents\":[{\"message\":\""));

        Assert.Contains("a value of more than", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Sink_TakesAndGivesNothing()
    {
        using LogBatchReader reader = new();
        using LogBatchSink sink = new(reader);

        Assert.Equal((false, false, true), (sink.CanRead, sink.CanSeek, sink.CanWrite));
    }

    private static LogBatchResult Read(IEnumerable<string> pieces)
    {
        using LogBatchReader reader = new();
        foreach (string piece in pieces)
        {
            if (reader.Accept(Encoding.UTF8.GetBytes(piece)) is { } error)
            {
                return LogBatchResult.Refused(error);
            }
        }

        return reader.End() is { } last ? LogBatchResult.Refused(last) : reader.Finish();
    }
}
