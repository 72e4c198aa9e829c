using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MutexResponder.Incidents;
using MutexResponder.Lab.Aws.Functions;
using MutexResponder.Lab.Dashboards;
using MutexResponder.Lab.Display;
using MutexResponder.Lab.Instances;
using MutexResponder.Lab.Rehearsals;
using MutexResponder.Remediation;
using MutexResponder.Reporting;
using MutexResponder.Wording;
using Spectre.Console;

namespace MutexResponder.Lab.Commands;

/// <summary>The main job: the whole incident on this machine.</summary>
internal static class RehearseCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Option<RecoveryKind> Recovery = new("--recovery") { Description = "How Apache gets back: reboot the instance, or end the orphan and restart Apache.", DefaultValueFactory = _ => RecoveryKind.Reboot };
    private static readonly Option<ResponseMode> Mode = new("--mode") { Description = "How far the responder may go by itself.", DefaultValueFactory = _ => ResponseMode.Remediate };
    private static readonly Option<RemedyStyle> Remedy = new("--remedy") { Description = "Where the fix is written: a conf-available file, or the shipped line uncommented.", DefaultValueFactory = _ => RemedyStyle.ConfAvailable };
    private static readonly Option<Cause> CauseOption = new("--cause") { Description = "What goes wrong: the semaphores really removed, or one of the cases that look like it.", DefaultValueFactory = _ => Cause.Removed };
    private static readonly Option<int> InstanceCount = new("--instances") { Description = "Instances that fail at once.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string> Answer = new("--answer") { Description = "What a person says to the plan with --mode approve. Without it the terminal asks." };
    private static readonly Option<string> Machine = new("--machine") { Description = "What an instance is: light (this machine's programs and doubles of systemd's), or systemd (a Debian of its own, really booted).", DefaultValueFactory = _ => "light" };
    private static readonly Option<string> Release = new("--release") { Description = "The Debian release of machines with systemd.", DefaultValueFactory = _ => "bookworm" };
    private static readonly Option<bool> Refresh = new("--refresh") { Description = $"Build that release anew. It is kept in {MachineTree.CacheFolder}." };
    private static readonly Option<bool> Keep = new("--keep") { Description = "Keep the instances until Ctrl+C, to look around in them." };
    private static readonly Option<bool> ConsoleOption = new("--console") { Description = "Serve the incident console on 127.0.0.1, as the dashboard shows it, until Ctrl+C. With --mode approve the plan is answered there." };
    private static readonly Option<DirectoryInfo?> Output = new("--output") { Description = "Write the incident report (HTML, Markdown, JSON), the timeline and the function's log into this folder." };
    private static readonly Option<string> Language = new("--lang") { Description = "The language of the report.", DefaultValueFactory = _ => "en" };
    private static readonly Option<FileInfo?> FunctionFile = new("--function") { Description = "Another bootstrap executable, such as the native one." };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "Print one line an instance, at the end." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON and nothing else." };

    public static RootCommand Create()
    {
        InstanceCount.AcceptBetween(1, RehearsalOptions.MaxInstances);
        var command = new RootCommand("""
            Rehearses the outage AH00144 from end to end on this machine: real Apache instances in Linux namespaces lose their
            accept mutex, the real function sees the log line, inspects, fixes, recovers and verifies.
            Exit codes: 0 it ended as cause and mode demand: the site is back, or nothing was touched; 1 it did not;
            2 wrong usage, said before anything starts; 3 this machine cannot run it (it needs Linux, root, and Apache or
            apt-get); 130 interrupted (with --keep or --console, Ctrl+C is the end).
            """);
        Recovery.AcceptKebabCase(RecoveryKind.Reload);
        Mode.AcceptKebabCase();
        Remedy.AcceptKebabCase();
        CauseOption.AcceptKebabCase();
        Output.AcceptPath(path => new DirectoryInfo(path));
        FunctionFile.AcceptPath(path => new FileInfo(path));
        Answer.AcceptOnly("approve", "reject");
        Language.AcceptOnly([.. ReportLanguage.All.Select(language => language.Tag)]);
        Machine.AcceptOnly("light", "systemd");
        Release.AcceptOnly([.. MachineTree.Releases]);
        foreach (Option option in new Option[] { Recovery, Mode, Answer, Remedy, CauseOption, InstanceCount, Machine, Release, Refresh, Keep, ConsoleOption, Output, Language, FunctionFile, Quiet, Json })
        {
            command.Options.Add(option);
        }

        command.SetAction(RunAsync);
        HelpPage.Set(command);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        RehearsalOptions options = new()
        {
            Recovery = arguments.GetValue(Recovery),
            Mode = arguments.GetValue(Mode),
            RemedyStyle = arguments.GetValue(Remedy),
            Cause = arguments.GetValue(CauseOption),
            InstanceCount = arguments.GetValue(InstanceCount),
            TellsPeople = true,
            FunctionPath = arguments.GetValue(FunctionFile)?.FullName,
        };
        TextWriter errors = arguments.InvocationConfiguration.Error;
        bool isSilent = arguments.GetValue(Quiet) || arguments.GetValue(Json);
        // A picture for a person at a terminal, lines for everything else.
        LiveView? live = !isSilent && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive ? new LiveView(AnsiConsole.Console) : null;
        if (Unusable(arguments, options, canAsk: live is not null && !Console.IsInputRedirected) is { } problemOfUse)
        {
            await errors.WriteLineAsync(problemOfUse);
            return ExitCodes.WrongUsage;
        }

        IReadOnlyList<string> missing = LabRequirements.Check();
        if (missing.Count > 0)
        {
            await errors.WriteLineAsync("This machine cannot run the lab:\n  " + string.Join("\n  ", missing));
            return ExitCodes.CannotRunHere;
        }

        if (options.Mode == ResponseMode.Approve && arguments.GetValue(ConsoleOption) && arguments.GetValue(Answer) is null)
        {
            options = options with { IsAnsweredAtConsole = true };
        }
        else if (options.Mode == ResponseMode.Approve)
        {
            options = options with { Person = arguments.GetValue(Answer) is { } answer ? (_, _) => Task.FromResult(answer == "approve" ? PlanAnswer.Approve : PlanAnswer.Reject) : live!.AskAsync };
        }

        try
        {
            (MachineTree? tree, string? refusal) = await PrepareMachineAsync(arguments, isSilent, cancellationToken);
            if (refusal is not null)
            {
                await errors.WriteLineAsync(refusal);
                return ExitCodes.CannotRunHere;
            }

            if (tree is not null)
            {
                options = options with { Tree = tree, Apache = options.Apache with { UnitKillMode = UnitKillMode.ControlGroup } };
            }

            int exitCode = await RehearseAsync(arguments, options, live, isSilent, cancellationToken);
            if (!cancellationToken.IsCancellationRequested)
            {
                return exitCode;
            }

            if (!arguments.GetValue(Keep) && !arguments.GetValue(ConsoleOption))
            {
                return Interrupted();
            }

            // To the terminal, behind its ^C, and not into a result.
            Console.Error.WriteLine("\nThe instances are gone; nothing is left of them.");
            return exitCode;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // Whatever was going on then fails in its own way.
            return Interrupted();
        }
        catch (Exception problem) when (problem is LabException or IOException or UnauthorizedAccessException)
        {
            // It may quote what an instance said.
            await errors.WriteLineAsync(string.Join('\n', problem.Message.Split('\n').Select(ReportText.Sentence)));
            return ExitCodes.Failed;
        }
    }

    private static int Interrupted()
    {
        Console.Error.WriteLine("Interrupted; everything was cleaned up.");
        return ExitCodes.Interrupted;
    }

    /// <summary>Installs what the instances need; one sentence where it cannot be had on this machine.</summary>
    private static async Task<(MachineTree? Tree, string? Refusal)> PrepareMachineAsync(ParseResult arguments, bool isSilent, CancellationToken cancellationToken)
    {
        var progress = new Progress(isSilent ? TextWriter.Null : Console.Error);
        try
        {
            if (arguments.GetValue(Machine) == "light")
            {
                await DebianPackages.Lab.EnsureInstalledAsync(progress, cancellationToken);
                return (null, null);
            }

            return (await MachineTree.EnsureAsync(arguments.GetValue(Release)!, arguments.GetValue(Refresh), progress, cancellationToken), null);
        }
        catch (LabException problem)
        {
            return (null, problem.Message);
        }
    }

    /// <summary>One sentence where the options cannot lead to a result; said before anything starts.</summary>
    private static string? Unusable(ParseResult arguments, RehearsalOptions options, bool canAsk)
    {
        if (options.FunctionPath is { } path && FunctionProcess.WhyItCannotRun(path) is { } reason)
        {
            return $"--function: {reason}";
        }

        if (options.Mode != ResponseMode.Approve && arguments.GetValue(Answer) is not null)
        {
            return "--answer belongs to --mode approve.";
        }

        if (options.Mode == ResponseMode.Approve && arguments.GetValue(Answer) is null && !arguments.GetValue(ConsoleOption) && !canAsk)
        {
            return "--mode approve needs --answer approve, --answer reject or --console where there is no terminal to ask at.";
        }

        if (arguments.GetValue(Machine) != "systemd" && new Option[] { Release, Refresh }.FirstOrDefault(option => arguments.GetResult(option) is { Implicit: false }) is { } unused)
        {
            return $"{unused.Name} belongs to --machine systemd.";
        }

        return arguments.GetValue(Output) is { } folder && WhyItCannotBeWritten(folder) is { } refusal ? $"--output: {refusal}" : null;
    }

    /// <summary>Really writes a file there; a folder that was made for it goes again, as long as nothing came into it.</summary>
    private static string? WhyItCannotBeWritten(DirectoryInfo folder)
    {
        bool isNew = !folder.Exists;
        try
        {
            folder.Create();
            string trial = Path.Combine(folder.FullName, $".mutex-lab-{Environment.ProcessId}");
            File.WriteAllText(trial, "");
            File.Delete(trial);
            if (isNew)
            {
                folder.Delete();
            }

            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return $"'{folder.FullName}' cannot be written: {PathTrouble.OfFolder(folder.FullName, problem)}";
        }
    }

    private static async Task<int> RehearseAsync(ParseResult arguments, RehearsalOptions options, LiveView? live, bool isSilent, CancellationToken cancellationToken)
    {
        IWatchRehearsal watcher = live as IWatchRehearsal ?? (isSilent ? new QuietView() : new PlainView(Console.Out, showsInstance: options.InstanceCount > 1 || options.Cause == Cause.AtRisk));
        Rehearsal? rehearsal = null;
        DashboardServer? dashboard = null;
        try
        {
            async Task<RehearsalResult> PlayAsync()
            {
                rehearsal = await Rehearsal.PrepareAsync(options, watcher, cancellationToken);
                if (arguments.GetValue(ConsoleOption))
                {
                    dashboard = await DashboardServer.StartAsync(rehearsal.Aws, cancellationToken);
                    string address = $"The incident console: {dashboard.Url}";
                    rehearsal.Tell("console", address);
                    if (isSilent)
                    {
                        // A plan may wait there, and nothing else names the place before the end.
                        await arguments.InvocationConfiguration.Error.WriteLineAsync(address);
                    }
                }

                return await rehearsal.RunAsync(cancellationToken);
            }

            RehearsalResult result = live is null ? await PlayAsync() : await live.ShowAsync(PlayAsync);
            if (arguments.GetValue(Json))
            {
                Console.WriteLine(ToJson(result).ToJsonString(Indented));
            }
            else if (isSilent)
            {
                ResultPage.WriteQuietly(Console.Out, result);
            }
            else
            {
                ResultPage.Write(Console.Out, result);
            }

            if (arguments.GetValue(Output) is { } directory)
            {
                await WriteOutputAsync(directory, result, arguments.GetValue(Language), cancellationToken);
                if (!isSilent)
                {
                    Console.WriteLine($"The incident report: {Path.Combine(directory.FullName, "report.html")}");
                }
            }

            TextWriter told = arguments.GetValue(Json) ? Console.Error : Console.Out;
            if (dashboard is not null)
            {
                await told.WriteLineAsync($"The incident console stays until Ctrl+C: {dashboard.Url}");
            }

            if (arguments.GetValue(Keep) || dashboard is not null)
            {
                await KeepAsync(rehearsal!, told, cancellationToken);
            }

            return result.Succeeded ? ExitCodes.Succeeded : ExitCodes.Failed;
        }
        finally
        {
            if (dashboard is not null)
            {
                await dashboard.DisposeAsync();
            }

            if (rehearsal is not null)
            {
                await rehearsal.DisposeAsync();
            }
        }
    }

    private static async Task KeepAsync(Rehearsal rehearsal, TextWriter told, CancellationToken cancellationToken)
    {
        await told.WriteLineAsync("The instances stay until Ctrl+C. To look around in one:");
        void LeadInto(LabInstance instance) =>
            told.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  nsenter -t {instance.InitPid} -a /bin/sh     # {instance.Id}"));

        foreach (LabInstance instance in rehearsal.Instances.Where(i => i.InitPid is not null))
        {
            LeadInto(instance);
            instance.Changed += (_, change) =>
            {
                if (change.CameUp)
                {
                    LeadInto(instance);
                }
            };
        }

        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // That is how it is meant to end.
        }
    }

    private static async Task WriteOutputAsync(DirectoryInfo directory, RehearsalResult result, string? tag, CancellationToken cancellationToken)
    {
        directory.Create();
        await using (StreamWriter timeline = File.CreateText(Path.Combine(directory.FullName, "timeline.txt")))
        {
            var view = new PlainView(timeline, showsInstance: true);
            foreach (Moment moment in result.Moments)
            {
                view.Tell(moment);
            }

            ResultPage.Write(timeline, result);
        }

        _ = ReportLanguage.TryRead(tag, out ReportLanguage language);
        foreach (InstanceOutcome outcome in result.Instances.Where(o => o.Record is not null))
        {
            // One incident: report.html. Several: the first keeps that name, so that there is always one to open.
            string name = outcome == result.Instances[0] ? "report" : $"report-{outcome.Instance}";
            IncidentReport report = IncidentReport.From(outcome.Record!);
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, name + ".html"), HtmlReport.Write(report, language), cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, name + ".md"), MarkdownReport.Write(report, language), cancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(directory.FullName, name + ".json"), JsonReport.Write(report), cancellationToken);
        }

        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "result.json"), ToJson(result).ToJsonString(Indented), cancellationToken);
        await File.WriteAllLinesAsync(Path.Combine(directory.FullName, "function.log"), result.FunctionLog, cancellationToken);
    }

    private static JsonObject ToJson(RehearsalResult result) => new()
    {
        ["succeeded"] = result.Succeeded,
        ["cause"] = result.Options.Cause.ToString(),
        ["mode"] = result.Options.Mode.ToString(),
        ["recovery"] = result.Options.Recovery.ToString(),
        ["awsCallCount"] = result.Calls.Length,
        ["instances"] = new JsonArray([.. result.Instances.Select(outcome => (JsonNode)new JsonObject
        {
            ["instanceId"] = outcome.Instance.Value,
            ["incidentId"] = outcome.IncidentId,
            ["phase"] = outcome.Phase?.ToString(),
            ["reasonCode"] = outcome.ReasonCode,
            ["summary"] = outcome.Summary,
            ["siteAnswers"] = outcome.SiteAnswers,
            ["mechanism"] = outcome.Mechanism,
            ["apacheSemaphoreCount"] = outcome.ApacheSemaphoreCount,
            ["rebootCount"] = outcome.RebootCount,
            ["isControl"] = outcome.IsControl,
            ["requestsServed"] = outcome.Requests?.Served,
            ["requestsLost"] = outcome.Requests?.LostCount,
            ["requestsPerSecond"] = outcome.Requests?.RequestsPerSecond,
            ["timeToRecoverySeconds"] = outcome.TimeToRecovery?.TotalSeconds,
            ["siteStates"] = new JsonArray([.. outcome.SiteStates.Select(state => (JsonNode)state)]),
            ["ipcsBefore"] = outcome.IpcsBefore,
            ["ipcsAfter"] = outcome.IpcsAfter,
        })]),
    };

    private sealed class Progress(TextWriter output) : IProgress<string>
    {
        public void Report(string value) => output.WriteLine(value);
    }
}
