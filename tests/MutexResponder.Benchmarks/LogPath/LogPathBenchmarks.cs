using System.IO.Compression;
using BenchmarkDotNet.Attributes;
using MutexResponder.Detection;

namespace MutexResponder.Benchmarks.LogPath;

/// <summary>One batch of <see cref="LogBatchSource.LineCount"/> lines, 1 % of them signals or none.</summary>
public class LogPathBenchmarks
{
    private readonly byte[] _data = LogBatchSource.Data(LogBatchSource.Event(signalEvery: 100));
    private readonly byte[] _quietData = LogBatchSource.Data(LogBatchSource.Event(signalEvery: 0));
    private byte[] _compressed = [];

    [GlobalSetup]
    public void Prepare()
    {
        _compressed = Convert.FromBase64String(System.Text.Encoding.ASCII.GetString(_data));
        LogBatch batch = CloudWatchLogsEnvelope.Read(_data).Batch ?? throw new InvalidOperationException("the batch cannot be read");
        int found = batch.Signals.Length + batch.DroppedSignalCount;
        if (batch.EventCount != LogBatchSource.LineCount || found != NaiveLogReader.CountSignals(_data))
        {
            throw new InvalidOperationException($"the readers disagree: {found} signals in {batch.EventCount} events");
        }
    }

    /// <summary>The least that anybody can do: unpack, and look at nothing.</summary>
    [Benchmark(Baseline = true)]
    public void Gunzip()
    {
        using var gzip = new GZipStream(new MemoryStream(_compressed, writable: false), CompressionMode.Decompress);
        gzip.CopyTo(Stream.Null);
    }

    [Benchmark]
    public LogBatchResult Envelope() => CloudWatchLogsEnvelope.Read(_data);

    [Benchmark]
    public LogBatchResult EnvelopeWithoutSignal() => CloudWatchLogsEnvelope.Read(_quietData);

    [Benchmark]
    public int Naive() => NaiveLogReader.CountSignals(_data);
}
