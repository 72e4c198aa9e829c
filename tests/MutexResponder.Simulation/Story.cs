using System.Globalization;
using MutexResponder.Simulation.Time;

namespace MutexResponder.Simulation;

/// <summary>A run in words, one line a step.</summary>
internal sealed class Story(EventQueue queue)
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string text) => _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{queue.Elapsed:hh\\:mm\\:ss\\.fff} {text}"));
}
