using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MutexResponder.Benchmarks.Reporting;

/// <summary>All sections as one Markdown document.</summary>
internal static class Report
{
    public static string Write(IReadOnlyList<Section> sections, bool isQuick, DateTimeOffset at)
    {
        var text = new StringBuilder();
        text.Append("# Benchmarks\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Measured {at:yyyy-MM-dd} on {Environment.ProcessorCount} cores of {Processor()}, {RuntimeInformation.OSDescription}, .NET {Environment.Version}");
        text.Append(isQuick ? ", few runs (`--quick`).\n" : ".\n");
        text.Append("Medians of interleaved runs; other work may share the machine, so read the ratios rather than the times.\n");
        text.Append("`dotnet run -c Release --project tests/MutexResponder.Benchmarks` measures again.\n");
        foreach (Section section in sections)
        {
            Append(text, section);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Section section)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {section.Title}\n\n");
        if (section.Table is { } table)
        {
            text.Append(table).Append('\n');
        }

        foreach (Claim claim in section.Claims)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {(claim.IsMet ? "met" : "**not met**")}: {claim.Target}; measured {claim.Measured}\n");
        }

        foreach (string note in section.Notes)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {note}\n");
        }
    }

    private static string Processor()
    {
        const string Mark = "model name";
        string? line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith(Mark, StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
