using System.Collections;
using System.Reflection;

namespace MutexResponder.Tests.Doubles;

/// <summary>
/// Compares two values member by member, the order and offsets included. Records with arrays or dictionaries compare those
/// by reference, and a field that is added later is compared without anybody thinking of it.
/// </summary>
internal static class StructuralDifference
{
    /// <returns>The path of the first difference with both values, or null where there is none.</returns>
    public static string? Find(object? expected, object? actual, string path = "")
    {
        if (expected is null || actual is null)
        {
            return expected is null && actual is null ? null : Describe(path, expected, actual);
        }

        return (expected, actual) switch
        {
            _ when expected.GetType() != actual.GetType() && expected.GetType().BaseType is { IsAbstract: true } => Describe(path, expected, actual),
            (string left, string right) => string.Equals(left, right, StringComparison.Ordinal) ? null : Describe(path, left, right),
            (DateTimeOffset left, DateTimeOffset right) => left.EqualsExact(right) ? null : Describe(path, $"{left:O}", $"{right:O}"),
            (IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) => Sequence(Ordered(left), Ordered(right), path),
            (IEnumerable left, IEnumerable right) => Sequence([.. left.Cast<object?>()], [.. right.Cast<object?>()], path),
            _ when expected.GetType().Namespace!.StartsWith("MutexResponder.", StringComparison.Ordinal) && !expected.GetType().IsEnum
                => Members(expected, actual, path),
            _ => expected.Equals(actual) ? null : Describe(path, expected, actual),
        };
    }

    private static string? Members(object expected, object actual, string path) => expected.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.GetIndexParameters().Length == 0)
        .Select(property => Find(property.GetValue(expected), property.GetValue(actual), $"{path}.{property.Name}"))
        .FirstOrDefault(difference => difference is not null);

    private static string? Sequence(object?[] expected, object?[] actual, string path) => expected.Length != actual.Length
        ? Describe($"{path}.Length", expected.Length, actual.Length)
        : expected
            .Select((item, index) => Find(item, actual[index], $"{path}[{index}]"))
            .FirstOrDefault(difference => difference is not null);

    private static object?[] Ordered(IReadOnlyDictionary<string, string> map) =>
        [.. map.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => new object?[] { pair.Key, pair.Value })];

    private static string Describe(string path, object? expected, object? actual) => $"{path}: '{expected}' became '{actual}'";
}
