using System.CommandLine;
using MutexResponder.Lab.Documents;

namespace MutexResponder.Lab.Commands;

/// <summary>Prints the script that the inspection runs, for a server that Systems Manager does not reach.</summary>
internal static class CollectScriptCommand
{
    public static Command Create()
    {
        var command = new Command("collect-script", "Print the script that collects the evidence; it changes nothing and needs root. ssh HOST 'sudo sh -s' < <(mutex-lab collect-script) | mutex-lab diagnose -");
        command.SetAction(arguments =>
        {
            arguments.InvocationConfiguration.Output.Write(Read());
            return ExitCodes.Succeeded;
        });
        return command;
    }

    /// <summary>The script as it stands in the SSM documents, with LF line ends on every machine.</summary>
    internal static string Read() => ScriptSource.Render("collect.sh", path => EmbeddedText.Read("scripts/" + path).ReplaceLineEndings("\n"));
}
