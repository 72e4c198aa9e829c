using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using MutexResponder.EndToEnd.Instances;
using MutexResponder.Inspection;
using MutexResponder.Lab.Agent.Documents;
using MutexResponder.Lab.Instances;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.EndToEnd.Guardrails;

/// <summary>Single steps of the project's own documents, run in an instance as its agent would.</summary>
internal static partial class ChangingStep
{
    /// <summary>Above what the documents allow any of the steps.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    /// <summary>What Systems Manager keeps of a step's output.</summary>
    private const int MaxOutputBytes = 24_000;

    /// <summary>Done by Apache's own user, who owns the arrays: each is set to what it is, and has a new time of change.</summary>
    public const string DateArraysAnew = """
        setpriv --reuid testuser --regid testuser --clear-groups perl -e 'for (@ARGV) { my $ds = ""; semctl($_, 0, 2, $ds) or die "stat: $!"; semctl($_, 0, 1, $ds) or die "set: $!" }' \
          $(awk -v uid="$(id -u testuser)" '$5 == uid { print $2 }' /proc/sysvipc/sem)
        """;

    /// <summary>Whoever holds the step's lock waits, between two looks, for as long as the test wants.</summary>
    public const string HoldPauses = """
        printf '%s\n' '#!/bin/sh' '[ ! -e /proc/$PPID/fd/9 ] || while [ -e /run/hold ]; do touch /run/is-held; /bin/sleep 0.05; done' 'exec /bin/sleep "$@"' >/usr/local/bin/sleep
        chmod 755 /usr/local/bin/sleep
        """;

    /// <summary>Ends Apache and gives its parent's number, $pid, to a process of COMMAND: the kernel gives the one after that which it gave last.</summary>
    public static string GiveNumberTo(string command) => $$"""
        while pkill -KILL -x apache2; do sleep 0.05; done; other=
        until [ "$other" = $pid ]; do [ -z "$other" ] || kill -KILL $other; echo $((pid - 1)) >/proc/sys/kernel/ns_last_pid; setsid {{command}} >/dev/null 2>&1 9>&- & other=$!; done
        """;

    /// <summary>Of no configuration that is in a test.</summary>
    public static ConfigHash? HashOfAnother { get; } = ConfigHash.TryParse(new string('a', 64), out ConfigHash hash) ? hash : null;

    /// <summary>The folder of the documents; .ci/mutants names one of its own.</summary>
    public static string Documents => Environment.GetEnvironmentVariable("MUTEX_LAB_DOCUMENTS") ?? Path.Combine(AppContext.BaseDirectory, "infra", "ssm");

    /// <summary>What an order is given on: the boot and the configuration as an inspection sees them now.</summary>
    public static async Task<Evidence> InspectAsync(LabInstance instance, Func<string, string>? around = null)
    {
        (Evidence? evidence, Statement? error) = EvidenceReader.Read(await EvidenceTextAsync(instance, around));
        return evidence ?? throw new InvalidDataException(error!.InEnglish);
    }

    /// <summary>The same as it leaves the machine.</summary>
    public static Task<string> EvidenceTextAsync(LabInstance instance, Func<string, string>? around = null)
    {
        string script = Script("inspect.yaml", "collect", ImmutableDictionary<string, string>.Empty);
        return instance.ReadAsync(around?.Invoke(script) ?? script);
    }

    /// <summary>
    /// The step <c>apply</c> or <c>recover</c> of the remediate document, or <c>restore</c> of the rollback document, ordered on that
    /// evidence: each time the same order of the same incident.
    /// </summary>
    /// <param name="keepsLibrary">A later step gets the library of the first one anew; else it finds what is there.</param>
    /// <param name="around">What runs the script in another way than the agent does.</param>
    /// <returns>Its result line, and how it ended.</returns>
    public static async Task<(StepResult? Result, ScriptResult Run)> RunAsync(
        LabInstance instance,
        string step,
        Evidence evidence,
        string remedy = "conf-available",
        CancellationTokenSource? interruption = null,
        string recovery = "restart",
        string removeSemaphores = "",
        long? validUntilUptime = null,
        int maxOutputBytes = MaxOutputBytes,
        bool keepsLibrary = true,
        Func<string, string>? around = null)
    {
        string incident = $"mr-20260101T000000Z-{instance.Id}";
        ImmutableDictionary<string, string> parameters = ImmutableDictionary<string, string>.Empty
            .Add("ExpectedBootId", evidence.BootId.ToString())
            .Add("ExpectedConfigHash", evidence.ConfigHash?.ToString() ?? throw new InvalidDataException("the inspection gave no hash"))
            .Add("ExpectedParent", evidence.ExpectedParent.ToString())
            .Add("Remedy", remedy)
            .Add("ValidUntilUptime", (validUntilUptime ?? evidence.UptimeSeconds!.Value + Plan.MaxEvidenceAgeSeconds).ToString(CultureInfo.InvariantCulture))
            .Add("RemoveSemaphores", removeSemaphores)
            .Add("Recovery", recovery)
            .Add("IncidentId", incident)
            .Add("ChangeIncidentId", incident);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken, interruption?.Token ?? CancellationToken.None);
        string script = Script(step == "restore" ? "rollback.yaml" : "remediate.yaml", step, parameters, keepsLibrary);
        ScriptResult run = await instance.RunScriptAsync(around?.Invoke(script) ?? script, s_limit, maxOutputBytes: maxOutputBytes, cancellationToken: stop.Token);
        return (StepResult.TryRead(run.Stdout, step), run);
    }

    /// <summary>Puts a program in the place of one of the instance's: the line comes first, then the one of before, which lies beside it as <c>.real</c>.</summary>
    public static Task<string> WrapAsync(LabInstance instance, string program, string line) => instance.ReadAsync($$"""
        cp {{program}} {{program}}.real
        cat >{{program}}.new <<'END'
        #!/bin/sh
        {{line}}
        exec {{program}}.real "$@"
        END
        chmod 755 {{program}}.new; mv {{program}}.new {{program}}
        """);

    [GeneratedRegex(@"(?ms)^library=.*?^END OF LIBRARY\n")]
    private static partial Regex Library();

    private static string Script(string document, string step, ImmutableDictionary<string, string> parameters, bool keepsLibrary = true)
    {
        SsmDocumentParseResult result = SsmDocumentParser.Parse(File.ReadAllText(Path.Combine(Documents, document)));
        SsmDocument parsed = result.Document ?? throw new InvalidDataException(result.ToString());
        string script = parsed.Steps.Single(s => s.Name == step).Script;
        // A later step by itself finds what the first one would have kept for it.
        string kept = !keepsLibrary || step == parsed.Steps[0].Name ? "" : Library().Match(parsed.Steps[0].Script).Value;
        return ParameterText.Substitute(kept + script, parameters);
    }
}
