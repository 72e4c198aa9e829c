using MutexResponder.Benchmarks.Measuring;

namespace MutexResponder.Tests.Benchmarks;

public class SamplesTests
{
    [Theory]
    [InlineData(new[] { 3.0 }, 3.0)]
    [InlineData(new[] { 9.0, 1.0, 2.0 }, 2.0)]
    [InlineData(new[] { 4.0, 1.0, 1000.0, 2.0 }, 3.0)]
    public void Median_OfTheOrderedValues(double[] values, double median) => Assert.Equal(median, new Samples(values).Median);

    [Fact]
    public void Bounds_SmallestAndLargest()
    {
        var samples = new Samples([5, 1, 3]);

        Assert.Equal((1.0, 5.0, 3), (samples.Min, samples.Max, samples.Count));
    }

    [Fact]
    public void Ratio_MedianByMedian() => Assert.Equal(4, new Samples([40, 8, 900]).RatioTo(new Samples([10, 9, 11])));

    [Fact]
    public void Ratio_ToNothing_IsNone() => Assert.Null(new Samples([1]).RatioTo(new Samples([0])));

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 1, double.NaN })]
    [InlineData(new[] { double.PositiveInfinity })]
    public void NoNumber_Refused(double[] values) => Assert.Throws<ArgumentException>(() => new Samples(values));
}
