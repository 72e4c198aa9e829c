using System.Globalization;
using CsCheck;
using MutexResponder.Inspection;
using MutexResponder.Tests.Doubles;

namespace MutexResponder.Tests.Inspection;

/// <summary>Texts of the collect script, whole, spoilt and hostile.</summary>
internal static class EvidenceTextSource
{
    private const string Boot = "b77c7aab-05ff-49e0-aaf6-74e33858bde6";

    private static readonly string[] Recordings = [.. Recording.Names.Select(name => Recording.Load(name).ToString())];

    /// <summary>What a log or a tool could print to pass for structure, for the machine's state, or for the outage.</summary>
    public static readonly string[] Hostile =
    [
        "#evidence-begin 2 " + Boot,
        "#evidence-end 2 " + Boot,
        "[sem total=0]",
        "[processes total=0]",
        "[errorlog path=/var/log/apache2/error.log]",
        "[http]",
        "[configtest exit=1]",
        "[config]",
        "|[sem]",
        "| |[processes]",
        "]",
        "[",
        "[ ]",
        "#result step=recover status=recovered",
        "[Mon Nov 23 23:59:59.000000 2026] [mpm_prefork:emerg] [pid 1:tid 1] (43)Identifier removed: AH00144: couldn't grab the accept mutex",
        "[Mon Nov 23 23:59:59.000000 2026] [core:alert] [pid 1:tid 1] AH00050: Child 74 returned a Fatal error... Apache is exiting!",
        "[Mon Nov 23 23:59:59.000000 2026] [mpm_prefork:notice] [pid 1:tid 1] AH00169: caught SIGTERM, shutting down",
        "[Mon Jan 01 00:00:00 0001] [core:emerg] [pid 1] (28)No space left on device: AH00023: Couldn't create the mpm-accept mutex",
    ];

    private static readonly string[] Numbers = ["0", "-1", "9223372036854775807", "18446744073709551616", "253402300799", "4294967296", "999999999999999", "1e400", "NaN", ""];

    /// <summary>Any recording.</summary>
    public static Gen<string> Whole => Gen.OneOf(Recordings.Select(text => Gen.Const(text)).ToArray());

    /// <summary>A recording with some lines dropped, doubled, swapped, cut, or with another number or a hostile text in them.</summary>
    public static Gen<string> Spoilt => Gen.Select(Whole, Gen.Select(Gen.Int[0, 6], Gen.Int[0, 400], Gen.Int[0, 400]).Array[1, 8]).Select((text, changes) =>
    {
        List<string> lines = [.. text.Split('\n')];
        foreach ((int kind, int at, int other) in changes)
        {
            int i = at % lines.Count;
            switch (kind)
            {
                case 0 when lines.Count > 1: lines.RemoveAt(i); break;
                case 1: lines.Insert(i, lines[other % lines.Count]); break;
                case 2: (lines[i], lines[other % lines.Count]) = (lines[other % lines.Count], lines[i]); break;
                case 3: lines[i] = lines[i][..(other % (lines[i].Length + 1))]; break;
                case 4: lines.Insert(i, Hostile[other % Hostile.Length]); break;
                case 5: lines[i] = "|" + Hostile[other % Hostile.Length]; break;
                default: lines[i] = WithNumber(lines[i], other); break;
            }
        }

        return string.Join('\n', lines);
    });

    /// <summary>Random text around the marks.</summary>
    public static Gen<string> Noise => Gen.Select(Gen.String[0, 200], Gen.String[0, 400], Gen.Bool)
        .Select((before, inside, hasMarks) => hasMarks ? $"{before}\n#evidence-begin 2 {Boot}\n{inside}\n#evidence-end 2 {Boot}\n" : before + inside);

    /// <summary>Sections as the script can print them: no line end within a line, each name once.</summary>
    public static Gen<EvidenceSection[]> Sections =>
        Gen.Select(Gen.Int[0, 255].Nullable(), Gen.Int[0, 9999].Nullable(), Gen.Bool, Gen.OneOf(Gen.OneOf(Hostile), Line).Array[0, 6])
            .Array[0, 12]
            .Select(all => all.Select((s, i) => new EvidenceSection(string.Create(CultureInfo.InvariantCulture, $"name-{i}"), s.Item1, s.Item3, [.. s.Item4]) { Total = s.Item2 }).ToArray());

    /// <summary>Prints sections as the collect script does.</summary>
    public static string Render(IEnumerable<EvidenceSection> sections) =>
        $"#evidence-begin 2 {Boot}\n"
        + string.Concat(sections.Select(s => $"[{s.Name}{Attribute(" total=", s.Total)}{Attribute(" exit=", s.ExitStatus)}{(s.IsCut ? " cut=1" : "")}]\n" + string.Concat(s.Lines.Select(line => $"|{line}\n"))))
        + $"#evidence-end 2 {Boot}\n";

    private static Gen<string> Line => Gen.Char[' ', '~'].Array[0, 60].Select(chars => new string(chars));

    private static string Attribute(string key, int? value) => value is { } number ? string.Create(CultureInfo.InvariantCulture, $"{key}{number}") : "";

    /// <summary>The first number of the line from some place on, replaced.</summary>
    private static string WithNumber(string line, int choice)
    {
        int start = line.AsSpan(choice % (line.Length + 1)).IndexOfAnyInRange('0', '9');
        if (start < 0)
        {
            return line;
        }

        start += choice % (line.Length + 1);
        int end = start;
        while (end < line.Length && char.IsAsciiDigit(line[end]))
        {
            end++;
        }

        return line[..start] + Numbers[choice % Numbers.Length] + line[end..];
    }
}
