using System.CommandLine;
using MutexResponder.Lab.Commands;

RootCommand root = RehearseCommand.Create();
root.Subcommands.Add(DiagnoseCommand.Create());
root.Subcommands.Add(CollectScriptCommand.Create());
root.Subcommands.Add(DocumentsCommand.Create());
ParseResult arguments = root.Parse(args);
if (arguments.Errors.Count > 0)
{
    Console.Error.WriteLine(string.Join('\n', arguments.Errors.Select(error => error.Message)));
    return ExitCodes.WrongUsage;
}

return await arguments.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
