using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using MutexResponder.Detection;
using MutexResponder.Diagnosis;
using MutexResponder.Inspection;
using MutexResponder.Lab.Display;
using MutexResponder.Remediation;
using MutexResponder.Reporting;
using MutexResponder.Wording;

namespace MutexResponder.Lab.Commands;

/// <summary>The responder's diagnosis of a collect script's output, without AWS, without root, on any operating system.</summary>
internal static class DiagnoseCommand
{
    private static readonly Argument<string> Source = new("file") { Description = "The collect script's output, as a file; '-' reads it from the standard input." };
    private static readonly Option<RecoveryKind> Recovery = new("--recovery") { Description = "How the plan would get Apache back.", DefaultValueFactory = _ => RecoveryKind.Reboot };
    private static readonly Option<RemedyStyle> Remedy = new("--remedy") { Description = "Where the plan would write the fix on Debian and Ubuntu.", DefaultValueFactory = _ => RemedyStyle.ConfAvailable };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the diagnosis as JSON." };

    /// <param name="input">What '-' reads; null for the process's standard input.</param>
    public static Command Create(Func<Stream>? input = null)
    {
        var command = new Command("diagnose", """
            Diagnose a server from the output of the collect script. Needs no AWS, no root and no Linux.
            Exit codes: 0 nothing to do; 10 the remedy is known; 11 a person has to look; 2 the input is no evidence.
            """);
        Recovery.AcceptKebabCase(RecoveryKind.Reload);
        Remedy.AcceptKebabCase();
        command.Arguments.Add(Source);
        foreach (Option option in new Option[] { Recovery, Remedy, Json })
        {
            command.Options.Add(option);
        }

        command.SetAction(arguments => Run(arguments, input ?? Console.OpenStandardInput));
        return command;
    }

    private static int Run(ParseResult arguments, Func<Stream> input)
    {
        string source = arguments.GetValue(Source)!;
        TextWriter errors = arguments.InvocationConfiguration.Error;
        string text;
        try
        {
            using Stream stream = source == "-" ? input() : File.OpenRead(source);
            text = ReadBounded(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.WriteLine($"'{source}' cannot be read: {PathTrouble.OfFile(source, e)}");
            return ExitCodes.WrongUsage;
        }

        (Evidence? evidence, Statement? error) = EvidenceReader.Read(text);
        if (evidence is null)
        {
            errors.WriteLine($"{(source == "-" ? "The input" : $"'{source}'")} is no evidence: {ReportText.Clean(error!).InEnglish}.");
            errors.WriteLine("It takes the whole output of 'mutex-lab collect-script', run as root on the server.");
            return ExitCodes.WrongUsage;
        }

        DiagnosisResult diagnosis = Diagnoser.Diagnose(
            evidence, ImmutableArray<Signal>.Empty, arguments.GetValue(Recovery), arguments.GetValue(Remedy));
        TextWriter output = arguments.InvocationConfiguration.Output;
        if (arguments.GetValue(Json))
        {
            output.WriteLine(DiagnosisJson.Write(evidence, diagnosis));
        }
        else
        {
            DiagnosisPage.Write(output, evidence, diagnosis);
        }

        return diagnosis.Verdict switch
        {
            Verdict.NoAction => ExitCodes.Succeeded,
            Verdict.Remedy => ExitCodes.RemedyKnown,
            _ => ExitCodes.Escalated,
        };
    }

    /// <summary>One character more than evidence may have, so that the reader refuses what is too long and nothing fills the memory.</summary>
    private static string ReadBounded(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8);
        char[] buffer = new char[EvidenceBlock.MaxTextChars + 1];
        return new string(buffer, 0, reader.ReadBlock(buffer));
    }
}
