using MutexResponder.Simulation;

(Options? options, string? error) = Options.Read(args);
if (options is null)
{
    await Console.Error.WriteLineAsync($"{error}\n{Options.Usage}");
    return 2;
}

return new Session(Console.Out, TimeProvider.System).Run(options) ? 0 : 1;
