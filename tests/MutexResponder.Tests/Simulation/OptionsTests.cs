using MutexResponder.Simulation;

namespace MutexResponder.Tests.Simulation;

public class OptionsTests
{
    [Theory]
    [InlineData("--seeds")]
    [InlineData("--seeds", "0")]
    [InlineData("--seeds", "-1")]
    [InlineData("--seeds", "many")]
    [InlineData("--seed", "99999999999999999999999")]
    [InlineData("--storm", "1000000")]
    [InlineData("--speed", "1")]
    public void Read_NotUnderstood_SaysWhat(params string[] args)
    {
        (Options? options, string? error) = Options.Read(args);

        Assert.Null(options);
        Assert.Contains(args[0], error, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Numbers_AsGiven()
    {
        (Options? options, string? error) = Options.Read(["--seeds", "100000", "--seed", "7", "--storm", "1000"]);

        Assert.Null(error);
        Assert.Equal((100_000L, 7UL, 1000), (options!.Seeds, options.Seed, options.StormInstances));
        Assert.False(options.Mutants);
    }
}
