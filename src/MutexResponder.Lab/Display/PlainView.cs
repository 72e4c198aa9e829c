using System.Globalization;
using MutexResponder.Lab.Rehearsals;

namespace MutexResponder.Lab.Display;

/// <summary>One line a moment: for logs, pipes and CI.</summary>
internal sealed class PlainView(TextWriter output, bool showsInstance) : IWatchRehearsal
{
    public void Tell(Moment moment)
    {
        string where = showsInstance && moment.Instance is { } id ? $" {id}" : "";
        string phase = moment.Phase is { } p ? $" [{p}]" : "";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{moment.Elapsed.TotalSeconds,7:0.000}s{where} {moment.Teller,-9}{phase} {moment.Text}"));
        output.Flush();
    }
}
