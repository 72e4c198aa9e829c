using System.CommandLine;
using MutexResponder.Lab.Commands;

RootCommand root = RehearseCommand.Create();
root.Subcommands.Add(DiagnoseCommand.Create());
root.Subcommands.Add(CollectScriptCommand.Create());
root.Subcommands.Add(DocumentsCommand.Create());
ParseResult arguments = root.Parse(args);
if (arguments.Errors.Count > 0)
{
    await arguments.InvokeAsync();
    return ExitCodes.WrongUsage;
}

return await arguments.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) });
