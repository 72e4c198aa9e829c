using System.CommandLine;
using MutexResponder.Lab.Documents;

namespace MutexResponder.Lab.Commands;

/// <summary>Puts the scripts of <c>infra/ssm/scripts</c> into the SSM documents; to be called after each change of a script.</summary>
internal static class DocumentsCommand
{
    private static readonly Argument<string> Folder = new("folder") { Description = "The folder of the documents.", DefaultValueFactory = _ => "infra/ssm" };

    public static Command Create()
    {
        var command = new Command("documents", "Put the scripts into the SSM documents, after a change of a script.");
        command.Arguments.Add(Folder);
        command.SetAction(arguments =>
        {
            string folder = arguments.GetValue(Folder)!;
            TextWriter errors = arguments.InvocationConfiguration.Error;
            if (!Directory.Exists(folder))
            {
                errors.WriteLine($"There is no folder '{folder}'; run this at the root of the repository, or name the folder.");
                return ExitCodes.WrongUsage;
            }

            try
            {
                IReadOnlyList<string> changed = new SsmDocumentSync(folder).Write();
                arguments.InvocationConfiguration.Output.WriteLine(changed.Count == 0 ? "The documents were up to date." : "Written: " + string.Join(", ", changed));
                return ExitCodes.Succeeded;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                errors.WriteLine(problem.Message);
                return ExitCodes.WrongUsage;
            }
        });
        return command;
    }
}
