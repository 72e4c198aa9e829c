namespace MutexResponder.Lab.Instances;

/// <summary>What a person would look at on the instance, as text.</summary>
public static class Readouts
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    /// <summary><c>ipcs -a</c> in the C locale.</summary>
    public static Task<string> ReadIpcsAsync(this LabInstance instance, CancellationToken cancellationToken) =>
        ReadAsync(instance, "ipcs -a", cancellationToken);

    /// <summary>The configuration on disk as Apache reads it, with the mechanism of every mutex (<c>apache2ctl -t -D DUMP_RUN_CFG</c>).</summary>
    public static Task<string> ReadRunConfigurationAsync(this LabInstance instance, CancellationToken cancellationToken) =>
        ReadAsync(instance, "apache2ctl -t -D DUMP_RUN_CFG", cancellationToken);

    private static async Task<string> ReadAsync(LabInstance instance, string command, CancellationToken cancellationToken) =>
        (await instance.RunScriptAsync(command, ReadTimeout, cancellationToken: cancellationToken)).OrThrow($"'{command}' on {instance.Id}").Stdout;
}
