using System.Globalization;

namespace MutexResponder.Benchmarks.Reporting;

/// <summary>Numbers as the report shows them: three significant digits, no more than the measurement is worth.</summary>
internal static class Figure
{
    private const double BytesPerMegabyte = 1_000_000;

    public static string Milliseconds(double milliseconds) => $"{Digits(milliseconds)} ms";

    public static string Seconds(TimeSpan time) => $"{Digits(time.TotalSeconds)} s";

    public static string Megabytes(double bytes) => $"{Digits(bytes / BytesPerMegabyte)} MB";

    public static string Ratio(double? ratio) => ratio is { } known ? $"{Digits(known)}×" : "-";

    public static string Percent(double share) => $"{Digits(share * 100)} %";

    public static string Count(double count) => count.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static string Digits(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
