using System.Text;
using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

/// <summary>Every line of the corpus says what its file claims, by itself and in a delivery.</summary>
public class ErrorLogLineCorpusTests
{
    private static readonly DateTimeOffset s_time = new(2020, 8, 25, 11, 51, 54, TimeSpan.Zero);

    public static TheoryData<string> Sources => [.. CorpusCase.ReadAll().Select(line => line.Source)];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Line_OfCorpus(string source)
    {
        CorpusCase expected = CorpusCase.ReadAll().Single(line => line.Source == source);

        bool found = ErrorLogLine.TryRead(Encoding.UTF8.GetBytes(expected.Line), s_time, out Signal? signal);

        Assert.Equal(expected.Code is not null, found);
        Assert.Equal(
            (expected.Code, expected.Kind, expected.Errno, expected.Pid, expected.Confidence),
            (signal?.Code, signal?.Kind, signal?.Errno, signal?.Pid, signal?.Confidence));
        Assert.Equal(found ? s_time : null, signal?.ObservedAt);
        Assert.Equal(found ? expected.Line.TrimEnd() : null, signal?.Line);

        string delivery = EnvelopeSource.DataMessageJson(expected.Line);
        Assert.All([delivery, EnvelopeSource.Escaped(delivery)], json =>
        {
            Signal? delivered = CloudWatchLogsEnvelope.Read(EnvelopeSource.FromJson(json)).Batch!.Signals.SingleOrDefault();
            Assert.Equal(signal, delivered is null ? null : delivered with { ObservedAt = s_time });
        });
    }

    [Fact]
    public void Corpus_HasEveryKindAndConfidence()
    {
        IReadOnlyList<CorpusCase> all = CorpusCase.ReadAll();

        Assert.All(Enum.GetValues<SignalKind>(), kind => Assert.Contains(all, line => line.Kind == kind));
        Assert.All(Enum.GetValues<SignalConfidence>(), confidence => Assert.Contains(all, line => line.Confidence == confidence));
        Assert.Contains(all, line => line.Code is null);
    }

    [Fact]
    public void Line_WithLineBreak_IsTheSame()
    {
        byte[] line = "[mpm_prefork:emerg] [pid 930] (43)Identifier removed: AH00144: couldn't grab the accept mutex\r\n"u8.ToArray();

        Assert.True(ErrorLogLine.TryRead(line, s_time, out Signal? signal));

        Assert.Equal(SignalConfidence.High, signal.Confidence);
        Assert.EndsWith("mutex", signal.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_TooLong_IsCutInTheSignal()
    {
        string path = new('x', 250);
        string text = new('字', 140);
        string line = $"[core:emerg] [pid 930] (13){text}: AH00023: Couldn't create the mpm-accept mutex (file /{path}/{path}/{path})";

        Assert.True(ErrorLogLine.TryRead(Encoding.UTF8.GetBytes(line), s_time, out Signal? signal));

        Assert.Equal(line[..Signal.MaxLineChars], signal.Line);
    }

    [Fact]
    public void Line_CutInASurrogatePair_KeepsNoHalf()
    {
        const string Start = "[core:emerg] [pid 930] (13)no: AH00023: Couldn't create the mpm-accept mutex (file /";
        string line = Start + new string('x', Signal.MaxLineChars - Start.Length - 1) + "😀)";

        Assert.True(ErrorLogLine.TryRead(Encoding.UTF8.GetBytes(line), s_time, out Signal? signal));

        Assert.Equal(line[..(Signal.MaxLineChars - 1)], signal.Line);
    }

    [Fact]
    public void Line_WithControlCharacters_IsMadeHarmless()
    {
        byte[] line = "[mpm_prefork:emerg] [pid 930] (43)\u001b[31mred\u0007: AH00144: couldn't grab the accept mutex"u8.ToArray();

        Assert.True(ErrorLogLine.TryRead(line, s_time, out Signal? signal));

        Assert.DoesNotContain(signal.Line, char.IsControl);
        Assert.Contains("[31mred", signal.Line, StringComparison.Ordinal);
    }
}
