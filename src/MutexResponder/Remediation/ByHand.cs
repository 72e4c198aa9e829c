using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using MutexResponder.Inspection;

namespace MutexResponder.Remediation;

/// <summary>What a plan would do, as lines for a shell on the instance: for the person who does it where the responder may not.</summary>
internal static partial class ByHand
{
    /// <summary>Semaphores that one line removes: it stays short enough to be shown whole.</summary>
    private const int MaxIdsALine = 30;

    /// <param name="plan">The plan; one that takes a change back has lines of its own, in the report of the change.</param>
    /// <param name="apache">What the plan was made for.</param>
    public static ImmutableArray<string> Lines(Plan plan, ApacheInstallation apache)
    {
        string control = Quoted(apache.ControlProgram);
        return
        [
            .. Configuration(plan),
            .. plan.Recovery switch
            {
                RecoveryKind.Reload => [$"sudo {control} -t && sudo {Service("reload", "graceful")}"],
                RecoveryKind.Restart =>
                [
                    $"sudo {control} -t && sudo {Service("stop", "stop")}",
                    .. plan.RemoveSemaphores.Chunk(MaxIdsALine).Select(Remove),

                    // Who still holds the ports here is the orphan that the plan's step speaks of.
                    "sudo ss -ltnp",
                    $"sudo {Service("start", "start")}",
                ],

                // No semaphore outlives it.
                _ => new[] { $"sudo {control} -t && sudo systemctl reboot" },
            },
        ];

        // A source build has often no unit.
        string Service(string verb, string order) => apache.Layout == "local" || apache.Unit.Length == 0 ? $"{control} -k {order}" : $"systemctl {verb} {Quoted(apache.Unit)}";
    }

    /// <summary>By the time that a person pastes it, an id may be another program's, as after a boot: the line asks what the script asks.</summary>
    private static string Remove(int[] ids) =>
        "sudo ipcrm $(awk '$2 ~ /^(" + string.Join('|', ids.Select(id => id.ToString(CultureInfo.InvariantCulture)))
        + ")$/ && $1 == 0 && $3 == 600 && $4 == 1 && $7 == 0 { print \"-s\", $2 }' /proc/sysvipc/sem)";

    private static IEnumerable<string> Configuration(Plan plan)
    {
        string file = Quoted(plan.FixFile);
        return plan.Remedy switch
        {
            Remedy.ConfAvailable => [Append(plan), "sudo a2enconf mutex-file"],
            Remedy.ConfD => [Append(plan)],
            Remedy.Append => [$"sudo cp -p {file} {file}.before-mutex", Append(plan)],
            Remedy.Uncomment => [$"sudo sed -i.before-mutex {Quoted($"s|^[[:space:]]*#[[:space:]]*\\({PatternOf(plan.FixLine)}\\)|\\1|")} {file}"],
            _ => [],
        };
    }

    /// <summary>What a person has in the file stays.</summary>
    private static string Append(Plan plan) => $"printf '\\n%s\\n' {Quoted(plan.FixLine)} | sudo tee -a {Quoted(plan.FixFile)}";

    /// <summary>A basic regular expression that matches the line alone, however its words are spaced.</summary>
    private static string PatternOf(string line) => string.Join("[[:space:]]\\{1,\\}", line.Split(' ').Select(word => SpecialInPattern().Replace(word, @"\$0")));

    /// <summary>As one word of a shell, whatever stands in it.</summary>
    private static string Quoted(string text) => PlainWord().IsMatch(text) ? text : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[A-Za-z0-9_@%+=:,./-]+\z")]
    private static partial Regex PlainWord();

    [GeneratedRegex(@"[\\$.*\[\]^|]")]
    private static partial Regex SpecialInPattern();
}
