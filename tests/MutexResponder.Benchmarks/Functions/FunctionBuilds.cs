using System.Collections.Immutable;

namespace MutexResponder.Benchmarks.Functions;

/// <summary>The ways to have the function that can be had on this machine, and why the others cannot.</summary>
/// <param name="Native">The native executable, as deployed.</param>
/// <param name="Jit">The same code on the shared runtime.</param>
/// <param name="Python">The comparison in Python.</param>
/// <param name="Poll">A native program that asks for invocations and does nothing else.</param>
/// <param name="Notes">What is missing, and why.</param>
internal sealed record FunctionBuilds(FunctionBuild? Native, FunctionBuild? Jit, FunctionBuild? Python, FunctionBuild? Poll, ImmutableArray<string> Notes)
{
    public IReadOnlyList<FunctionBuild> All => [.. new[] { Native, Jit, Python }.OfType<FunctionBuild>()];

    /// <summary>The one that an incident is measured with.</summary>
    public FunctionBuild? Best => Native ?? Jit;

    /// <param name="nativePath">An executable that was published before; null to publish one, where that is allowed.</param>
    /// <param name="mayPublish">False where there is no time for it.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task<FunctionBuilds> FindAsync(string? nativePath, bool mayPublish, CancellationToken cancellationToken)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        (FunctionBuild? native, string? whyNot) = await NativePublish.FindAsync(nativePath, mayPublish, cancellationToken);
        if (native is null)
        {
            notes.Add($"Native AOT is left out: {whyNot}");
        }

        string jitPath = Path.Combine(Repository.Root, "src/MutexResponder.Lambda/bin/Release/net10.0/bootstrap");
        FunctionBuild? jit = File.Exists(jitPath) ? new FunctionBuild("JIT", jitPath, JitSizeBytes(jitPath), ImmutableDictionary<string, string>.Empty) : null;
        if (jit is null)
        {
            notes.Add("JIT is left out: there is no Release build; run the benchmarks with `-c Release`.");
        }

        (FunctionBuild? python, whyNot) = await PythonFunction.FindAsync(cancellationToken);
        if (python is null)
        {
            notes.Add($"Python is left out: {whyNot}");
        }

        FunctionBuild? poll = null;
        if (mayPublish && ((poll, whyNot) = await NativePublish.PublishPollAsync(cancellationToken)) is (null, _))
        {
            notes.Add($"The bare poll is left out: {whyNot}");
        }

        return new FunctionBuilds(native, jit, python, poll, notes.ToImmutable());
    }

    /// <summary>What would be deployed; the runtime that it needs besides is not counted.</summary>
    private static long JitSizeBytes(string path) =>
        new DirectoryInfo(Path.GetDirectoryName(path)!).EnumerateFiles().Where(file => file.Extension != ".pdb").Sum(file => file.Length);
}
