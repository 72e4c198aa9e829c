using System.Text;
using System.Text.Json;
using CsCheck;
using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

/// <summary>A failure prints its seed; give it to Sample as <c>seed:</c> to see the same case again.</summary>
public class EnvelopePropertyTests
{
    private const int Cases = 10_000;

    private static readonly string s_json = EnvelopeSource.DataMessageJson(
        "[Tue Aug 25 20:51:54.215281 2020] [mpm_prefork:emerg] [pid 930] (43)識別子: AH00144: couldn't grab the accept mutex",
        "[Tue Aug 25 20:51:55.040404 2020] [core:alert] [pid 1287] AH00050: Child 928 returned a Fatal error... Apache is exiting!",
        "\"quoted\" \\ text\nAH00144: couldn't grab the accept mutex");

    private static readonly Gen<(int At, byte Value)[]> s_changes = Gen.Select(Gen.Int[0, 100_000], Gen.Byte).Array[0, 6];

    [Fact]
    public void Bytes_OfAnyKind_NeverThrow() =>
        Gen.OneOf(Gen.Byte.Array[0, 200], Gen.Byte.Array[0, 200].Select(EnvelopeSource.FromGzip)).Sample(IsWellBehaved, iter: Cases);

    [Fact]
    public void Base64_Mutated_NeverThrows()
    {
        byte[] valid = EnvelopeSource.FromJson(s_json);
        s_changes.Sample(changes => IsWellBehaved(Changed(valid, changes)), iter: Cases);
    }

    [Fact]
    public void Gzip_Mutated_NeverThrows()
    {
        byte[] valid = EnvelopeSource.Gzip(Encoding.UTF8.GetBytes(s_json));
        s_changes.Sample(changes => IsWellBehaved(EnvelopeSource.FromGzip(Changed(valid, changes))), iter: Cases);
    }

    [Fact]
    public void Json_Mutated_NeverThrows()
    {
        byte[] valid = Encoding.UTF8.GetBytes(s_json);
        s_changes.Sample(changes => IsWellBehaved(EnvelopeSource.FromGzip(EnvelopeSource.Gzip(Changed(valid, changes)))), iter: Cases);
    }

    [Fact]
    public void Json_CutOrJoined_NeverThrows()
    {
        byte[] valid = Encoding.UTF8.GetBytes(s_json);
        Gen.Select(Gen.Int[0, valid.Length], Gen.Int[0, valid.Length])
            .Sample((first, second) => IsWellBehaved(EnvelopeSource.FromGzip(EnvelopeSource.Gzip([.. valid[..first], .. valid[second..]]))), iter: Cases);
    }

    /// <summary>Messages of every length, so that values fall across the edge of the window in every way.</summary>
    [Fact]
    public void Batch_OfAnySize_CountsAllItsSignals() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[0, 800], Gen.Int[1, 50])
            .Sample(
                (count, padding, every) =>
                {
                    IEnumerable<string> messages = Enumerable.Range(0, count).Select(i =>
                        i % every == 0 ? $"(43)\"text\": AH00144: couldn't grab the accept mutex" : new string('é', padding) + "\tAH00094");
                    LogBatchResult result = CloudWatchLogsEnvelope.Read(EnvelopeSource.DataMessage(messages));

                    int expected = count == 0 ? 0 : ((count - 1) / every) + 1;
                    return result.Batch is { } batch && batch.EventCount == count && batch.Signals.Length + batch.DroppedSignalCount == expected;
                },
                iter: Cases / 20);

    [Fact]
    public void Unescape_AgreesWithTheJsonReader() =>
        Gen.String.Sample(
            text =>
            {
                string valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
                byte[] escaped = JsonSerializer.SerializeToUtf8Bytes(valid)[1..^1];
                byte[] buffer = new byte[escaped.Length];
                return Encoding.UTF8.GetString(buffer.AsSpan(0, JsonText.Unescape(escaped, buffer))) == valid;
            },
            iter: Cases);

    [Fact]
    public void LogStream_OfAnyKind_NeverThrows() =>
        Gen.OneOf(
                Gen.String,
                Gen.OneOf("i-", "ip-", "0abc1234def567890", ".", "-", "/", "_", "999999999999", "1234abcd").Array[0, 8].Select(string.Concat))
            .Sample(
                name =>
                {
                    bool hasId = LogStreamInstance.TryFind(name, out InstanceId id);
                    return hasId == (id != default) && (!hasId || name.Contains(id.Value, StringComparison.Ordinal));
                },
                iter: Cases);

    private static bool IsWellBehaved(byte[] data)
    {
        LogBatchResult result = CloudWatchLogsEnvelope.Read(data);
        return result.Batch is null
            ? !string.IsNullOrEmpty(result.Error) && result.Error.Length < 500
            : result.Error is null
                && result.Batch.Signals.Length <= EnvelopeLimits.MaxSignals
                && result.Batch.LogStream.Length <= EnvelopeLimits.MaxNameChars
                && result.Batch.Signals.All(signal => signal.Line.Length <= Signal.MaxLineChars);
    }

    private static byte[] Changed(byte[] valid, (int At, byte Value)[] changes)
    {
        byte[] changed = [.. valid];
        foreach ((int at, byte value) in changes)
        {
            changed[at % changed.Length] = value;
        }

        return changed;
    }
}
