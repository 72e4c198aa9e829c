using System.Text;
using System.Text.Json;
using CsCheck;
using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

/// <summary>The short way through a delivery must come to what the JSON reader comes to, whatever stands in it.</summary>
public class CompactEventPropertyTests
{
    private const int Cases = 10_000;
    private const string Line = CompactEventTests.Line;

    private static readonly JsonSerializerOptions s_spread = new() { WriteIndented = true };

    private static readonly Gen<string> s_message = Gen.OneOf(
        Gen.Const(Line),
        Gen.Const($"first line\n{Line}\nlast line"),
        Gen.String[Gen.Char["AH0014 \\\"/\t\né\u2028\ud83d<>&'"], 0, 40],
        Gen.String[0, 40]);

    [Fact]
    public void Delivery_CompactOrEscapedOrSpread_SameBatch() =>
        s_message.Array[0, 30].Sample(
            messages =>
            {
                string compact = EnvelopeSource.DataMessageJson(messages);
                string spread = JsonSerializer.Serialize(JsonDocument.Parse(compact).RootElement, s_spread);
                LogBatch expected = Batch(spread);
                Assert.All([compact, EnvelopeSource.Escaped(compact)], json =>
                {
                    LogBatch batch = Batch(json);
                    Assert.Equal(messages.Length, batch.EventCount);
                    Assert.Equal(expected.Signals, batch.Signals);
                    Assert.Equal(expected.DroppedSignalCount, batch.DroppedSignalCount);
                });
            },
            iter: Cases / 10);

    [Fact]
    public void Delivery_Mutated_NothingAcceptedThatIsNoJson()
    {
        byte[] valid = Encoding.UTF8.GetBytes(EnvelopeSource.DataMessageJson(Line, "a \"b\"\n", Line, "c"));
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.OneOf(Gen.Byte, Gen.Char["\"\\,{}[]:u0"].Select(c => (byte)c))).Array[1, 4].Sample(
            changes =>
            {
                byte[] changed = [.. valid];
                foreach ((int at, byte value) in changes)
                {
                    changed[at] = value;
                }

                if (CloudWatchLogsEnvelope.Read(EnvelopeSource.FromGzip(EnvelopeSource.Gzip(changed))).Error is null)
                {
                    using JsonDocument document = JsonDocument.Parse(changed);
                }
            },
            iter: Cases);
    }

    private static LogBatch Batch(string json)
    {
        LogBatchResult result = CloudWatchLogsEnvelope.Read(EnvelopeSource.FromJson(json));
        Assert.Null(result.Error);
        return result.Batch!;
    }
}
