using MutexResponder.Lab.Display;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Causes;

/// <summary>
/// Rehearses causes side by side: each waits mostly for Apache and for the agent, not for the processor.
/// The first case that asks starts all; each case then waits for its own.
/// </summary>
public sealed class CauseRehearsals : IAsyncDisposable
{
    private const int SideBySide = 3;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _places = new(SideBySide, SideBySide);
    private readonly CancellationTokenSource _ended = new();
    private Dictionary<Cause, Task<(RehearsalResult Result, string Story)>>? _played;

    public Task<(RehearsalResult Result, string Story)> PlayedAsync(IEnumerable<Cause> all, Cause cause)
    {
        lock (_gate)
        {
            _played ??= all.ToDictionary(c => c, PlayAsync);
            return _played[cause];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        foreach (Task played in _played?.Values.ToArray() ?? [])
        {
            await played.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        _ended.Dispose();
        _places.Dispose();
    }

    private async Task<(RehearsalResult Result, string Story)> PlayAsync(Cause cause)
    {
        await _places.WaitAsync(_ended.Token);
        try
        {
            using var story = new StringWriter();
            var options = new RehearsalOptions { Cause = cause };
            await using Rehearsal rehearsal = await Rehearsal.PrepareAsync(options, new PlainView(TextWriter.Synchronized(story), showsInstance: false), _ended.Token);
            RehearsalResult result = await rehearsal.RunAsync(_ended.Token);
            return (result, story.ToString());
        }
        finally
        {
            _places.Release();
        }
    }
}
