using System.CommandLine;
using MutexResponder.Lab.Documents;

namespace MutexResponder.Lab.Commands;

/// <summary>Puts the scripts of <c>infra/ssm/scripts</c> into the SSM documents; to be called after each change of a script.</summary>
internal static class DocumentsCommand
{
    private static readonly Argument<DirectoryInfo> Folder = new("folder") { Description = "The folder of the documents.", DefaultValueFactory = _ => new DirectoryInfo("infra/ssm") };

    public static Command Create()
    {
        var command = new Command("documents", "Put the scripts into the SSM documents, after a change of a script.");
        command.Arguments.Add(Folder);
        command.SetAction(arguments =>
        {
            DirectoryInfo folder = arguments.GetValue(Folder)!;
            if (!folder.Exists)
            {
                Console.Error.WriteLine($"There is no folder {folder.FullName}; run this at the root of the repository, or name the folder.");
                return ExitCodes.WrongUsage;
            }

            IReadOnlyList<string> changed = new SsmDocumentSync(folder.FullName).Write();
            Console.WriteLine(changed.Count == 0 ? "The documents were up to date." : "Written: " + string.Join(", ", changed));
            return ExitCodes.Succeeded;
        });
        return command;
    }
}
