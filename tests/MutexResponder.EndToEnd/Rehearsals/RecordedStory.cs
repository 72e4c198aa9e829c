using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.EndToEnd.Rehearsals;

/// <summary>Keeps a rehearsal's moments, to be shown where a test fails.</summary>
internal sealed class RecordedStory : IWatchRehearsal
{
    private readonly List<string> _lines = [];

    public void Tell(Moment moment) => _lines.Add($"{moment.Elapsed.TotalSeconds:0.000} {moment.Teller} [{moment.Phase}] {moment.Text}");

    public override string ToString() => string.Join('\n', _lines);
}
