using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using MutexResponder.Inspection;

namespace MutexResponder.Remediation;

/// <summary>
/// What a plan would do, as lines for a shell on the instance: for the person who does it where the responder may not. Each does its work
/// by itself, and what it did before it does not do again: they are pasted as a block, in whatever shell, and maybe twice.
/// </summary>
internal static partial class ByHand
{
    /// <summary>Semaphores or processes that one line ends: it stays short enough to be shown whole.</summary>
    private const int MaxIdsALine = 15;

    /// <param name="plan">The plan; one that takes a change back has lines of its own, in the report of the change.</param>
    /// <param name="evidence">What the plan was made for.</param>
    public static ImmutableArray<string> Lines(Plan plan, Evidence evidence)
    {
        if (evidence.Apache is not { } apache)
        {
            return [];
        }

        string control = Quoted(apache.ControlProgram);

        // Pasted as a block, nothing else would stop after a line that was not written: Apache itself has to show the mutex. APR has flock where fcntl is missing.
        string tested = plan.Remedy == Remedy.None ? $"sudo {control} -t" : $"sudo {control} -t -D DUMP_RUN_CFG | grep -E '^Mutex default:.*=(fcntl|flock)'";
        return
        [
            .. Configuration(plan),
            .. plan.Recovery switch
            {
                RecoveryKind.Reload => [Then(Service("reload", "graceful"))],
                RecoveryKind.Restart =>
                [
                    // What is left out, or stays, a person finds as the label of the lines says.
                    .. evidence.Orphans.Chunk(MaxIdsALine).Take(1).Select(End),
                    .. plan.RemoveSemaphores.Chunk(MaxIdsALine).Select(ids => Remove(ids, evidence.TakenAt)),

                    // In one: between a stop and a start of apachectl's the parent still lives, and where it is dead the stop may fail.
                    // The pid file of a dead one may name anybody, who must not get its signal. A unit may count as active without it.
                    Then(Service("restart", evidence.Parent is null ? "start" : "restart")),
                ],

                // No semaphore outlives it, and no orphan.
                _ => new[] { Then("systemctl reboot") },
            },
        ];

        string Then(string order) => tested + " && sudo " + order;

        // A source build has often no unit.
        string Service(string verb, string order) => apache.Layout == "local" || apache.Unit.Length == 0 ? $"{control} -k {order}" : $"systemctl {verb} {Quoted(apache.Unit)}";
    }

    /// <summary>By the time that a person pastes it, a pid may be another program's: the one that was meant began when this one did.</summary>
    private static string End(ApacheProcess[] orphans) =>
        "sudo sh -c 'cat /proc/[0-9]*/stat' 2>/dev/null | awk '$1\":\"$22 ~ /^(" + AnyOf(orphans.Select(orphan => string.Create(CultureInfo.InvariantCulture, $"{orphan.Pid}:{orphan.StartTicks}")))
        + ")$/ { print $1 }'" + IfAny("sudo kill");

    /// <summary>By then an id may be another program's too, as after a boot: the line asks for what a mutex of Apache's is, and takes none that was made since.</summary>
    private static string Remove(int[] ids, DateTimeOffset seenAt) =>
        "awk '$2 ~ /^(" + AnyOf(ids.Select(id => id.ToString(CultureInfo.InvariantCulture)))
        + ")$/ && $1 == 0 && $3 == 600 && $4 == 1 && $7 == 0 && $10 < " + seenAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) + " { print \"-s\", $2 }' /proc/sysvipc/sem" + IfAny("sudo ipcrm");

    private static string IfAny(string command) => " | xargs -r " + command;

    private static string AnyOf(IEnumerable<string> words) => string.Join('|', words);

    private static IEnumerable<string> Configuration(Plan plan)
    {
        string file = Quoted(plan.FixFile);
        string backUp = $"sudo cp -pn {file} {file}.before-mutex";
        return plan.Remedy switch
        {
            Remedy.ConfAvailable => [Append(plan.FixLine, plan.FixFile), "sudo a2enconf mutex-file"],
            Remedy.ConfD => [Append(plan.FixLine, plan.FixFile)],
            Remedy.Append => [backUp, Append(plan.FixLine, plan.FixFile)],
            Remedy.Uncomment => [backUp, $"sudo sed -i --follow-symlinks {Quoted($"s|^[[:space:]]*#[[:space:]]*\\({PatternOf(plan.FixLine)}\\)|\\1|")} {file}"],
            _ => [],
        };
    }

    /// <summary>What a person has in the file stays.</summary>
    internal static string Append(string fixLine, string fixFile)
    {
        (string line, string file) = (Quoted(fixLine), Quoted(fixFile));
        return $"sudo grep -qsxF {line} {file} || printf '\\n%s\\n' {line} | sudo tee -a {file}";
    }

    /// <summary>A basic regular expression that matches the line alone, however its words are spaced.</summary>
    private static string PatternOf(string line) => string.Join("[[:space:]]\\{1,\\}", line.Split(' ').Select(word => SpecialInPattern().Replace(word, @"\$0")));

    /// <summary>As one word of a shell, whatever stands in it.</summary>
    private static string Quoted(string text) => PlainWord().IsMatch(text) ? text : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[A-Za-z0-9_@%+=:,./-]+\z")]
    private static partial Regex PlainWord();

    [GeneratedRegex(@"[\\$.*\[\]^|]")]
    private static partial Regex SpecialInPattern();
}
