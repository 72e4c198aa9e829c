using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MutexResponder.Lab.Commands;

/// <summary>The library's help, with the defaults spelled as they are typed: it prints an enumeration's name.</summary>
internal sealed partial class HelpPage(SynchronousCommandLineAction inner) : SynchronousCommandLineAction
{
    /// <summary>Who asks for help has not made a mistake yet: a missing argument is none.</summary>
    public override bool ClearsParseErrors => inner.ClearsParseErrors;

    public static void Set(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpPage((SynchronousCommandLineAction)help.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        using StringWriter page = new();
        parseResult.InvocationConfiguration.Output = page;
        int exitCode = inner.Invoke(parseResult);
        output.Write(EnumerationDefault().Replace(page.ToString(), found => $"[default: {JsonNamingPolicy.KebabCaseLower.ConvertName(found.Groups[1].Value)}]"));
        return exitCode;
    }

    [GeneratedRegex(@"\[default: ([A-Z]\w*)\]")]
    private static partial Regex EnumerationDefault();
}
