using MutexResponder.Benchmarks.Functions;
using MutexResponder.Benchmarks.Options;
using MutexResponder.Benchmarks.Reporting;

namespace MutexResponder.Tests.Benchmarks;

public class ReportingTests
{
    [Fact]
    public void Table_Markdown() => Assert.Equal(
        "| What | Time |\n| --- | ---: |\n| `zcat \\| grep` | 1 ms |\n",
        new MarkdownTable("What", "Time").Add("`zcat | grep`", "1 ms").ToString());

    [Fact]
    public void Table_RowOfAnotherWidth_Refused() => Assert.Throws<ArgumentException>(() => new MarkdownTable("a", "b").Add("1"));

    [Theory]
    [InlineData(0.0932, "0.09 ms")]
    [InlineData(14.46, "14.5 ms")]
    [InlineData(448.6, "449 ms")]
    [InlineData(12_345.6, "12,346 ms")]
    public void Milliseconds_ThreeDigits(double milliseconds, string text) => Assert.Equal(text, Figure.Milliseconds(milliseconds));

    [Fact]
    public void Ratio_None() => Assert.Equal("-", Figure.Ratio(null));

    [Fact]
    public void PeakMemory_FromTheStatusFile() =>
        Assert.Equal(21_536 * 1024, ProcessMemory.ReadPeakBytes(["Name:\tbootstrap", "VmPeak:\t  999999 kB", "VmHWM:\t   21536 kB", "VmRSS:\t   20000 kB"]));

    [Theory]
    [InlineData("VmRSS: 1 kB")]
    [InlineData("VmHWM: many kB")]
    public void PeakMemory_NotTold_Error(string line) => Assert.Throws<InvalidDataException>(() => ProcessMemory.ReadPeakBytes([line]));

    [Fact]
    public void Options_None_EverythingAtLength()
    {
        Assert.True(BenchmarkOptions.TryRead([], out BenchmarkOptions? options, out _));

        Assert.Equal((false, null, null), (options.IsQuick, options.NativePath, options.OutputPath));
        Assert.Equal(BenchmarkOptions.AllParts, options.Parts);
    }

    [Fact]
    public void Options_All()
    {
        Assert.True(BenchmarkOptions.TryRead(["--only", "log", "--quick", "--only", "start", "--native", "a", "--output", "b"], out BenchmarkOptions? options, out _));

        Assert.Equal((true, "a", "b"), (options.IsQuick, options.NativePath, options.OutputPath));
        Assert.Equal(["start", "log"], options.Parts);
    }

    [Theory]
    [InlineData("'--fast' is no option.", "--fast")]
    [InlineData("--only needs a value.", "--quick", "--only")]
    [InlineData("'lunch' is no part; there are start, memory, log, diagnosis, console, incident, growth, recovery.", "--only", "lunch")]
    public void Options_Wrong_Said(string error, params string[] arguments)
    {
        Assert.False(BenchmarkOptions.TryRead(arguments, out _, out string? told));

        Assert.Equal(error, told);
    }
}
