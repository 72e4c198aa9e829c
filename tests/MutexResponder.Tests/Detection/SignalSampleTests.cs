using MutexResponder.Detection;

namespace MutexResponder.Tests.Detection;

public class SignalSampleTests
{
    /// <summary>Places are used again: a line must leave nothing behind in that of a later one.</summary>
    [Fact]
    public void Lines_OfDifferentLengths_FirstAndLastKeptWhole()
    {
        const int Lines = 100;
        string[] lines =
        [
            .. Enumerable.Range(0, Lines).Select(i =>
                $"[Tue Aug 25 20:51:54.215281 2020] [core:alert] [pid {i + 1}] AH00050: Child {new string('9', i * 37 % 200)} returned a Fatal error... Apache is exiting!"),
        ];

        LogBatchResult result = CloudWatchLogsEnvelope.Read(EnvelopeSource.DataMessage(lines));

        Assert.Equal([.. lines[..SignalSample.MaxFirst], .. lines[^SignalSample.MaxLast..]], result.Batch!.Signals.Select(signal => signal.Line));
        Assert.Equal(Lines - SignalSample.MaxFirst - SignalSample.MaxLast, result.Batch.DroppedSignalCount);
        Assert.Equal(
            [.. Enumerable.Range(1, SignalSample.MaxFirst), .. Enumerable.Range(Lines - SignalSample.MaxLast + 1, SignalSample.MaxLast)],
            result.Batch.Signals.Select(signal => signal.Pid!.Value));
    }

    [Fact]
    public void Flood_OfEveryKind_NonePushesOutAnother()
    {
        CorpusCase[] kinds = [.. CorpusCase.ReadAll().Where(line => line.Code is not null).DistinctBy(line => (line.Kind, line.Confidence))];

        LogBatchResult result = CloudWatchLogsEnvelope.Read(EnvelopeSource.DataMessage(kinds.SelectMany(kind => Enumerable.Repeat(kind.Line, 40))));

        Assert.Equal(
            kinds.Select(kind => (kind.Kind!.Value, kind.Confidence!.Value, SignalSample.MaxFirst + SignalSample.MaxLast)),
            result.Batch!.Signals.GroupBy(signal => (signal.Kind, signal.Confidence)).Select(group => (group.Key.Kind, group.Key.Confidence, group.Count())));
    }

    [Fact]
    public void Line_LongerThanASignalShows_CutInLastPlacesAsInFirst()
    {
        string line = $"[Tue Aug 25 20:51:54.215281 2020] [ssl:error] [pid 7] AH02024: Cannot reinit {new string('識', 90)} mutex with file {new string('識', 900)}";

        LogBatchResult result = CloudWatchLogsEnvelope.Read(EnvelopeSource.DataMessage(Enumerable.Repeat(line, 40)));

        Assert.Equal(SignalSample.MaxFirst + SignalSample.MaxLast, result.Batch!.Signals.Length);
        Assert.All(result.Batch.Signals, signal => Assert.Equal(line[..Signal.MaxLineChars], signal.Line));
    }
}
