using System.Globalization;

namespace MutexResponder.Lab.Aws.Ec2;

/// <summary>The members of one EC2 request: <c>Name</c>, <c>Name.1</c>, <c>Filter.1.Name</c>, <c>Filter.1.Value.1</c>.</summary>
internal sealed class Ec2Request(IReadOnlyDictionary<string, string> form)
{
    private const int MaxListLength = 1_000;

    public string? Value(string name) => form.GetValueOrDefault(name);

    /// <summary>A numbered list, from 1 to the first number missing.</summary>
    public IReadOnlyList<string> List(string name)
    {
        var values = new List<string>();
        while (values.Count < MaxListLength && Value(string.Create(CultureInfo.InvariantCulture, $"{name}.{values.Count + 1}")) is { } value)
        {
            values.Add(value);
        }

        return values;
    }

    /// <summary>Each filter's name with its alternatives.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Values)> Filters()
    {
        for (int number = 1; number <= MaxListLength; number++)
        {
            string prefix = string.Create(CultureInfo.InvariantCulture, $"Filter.{number}");
            if (Value($"{prefix}.Name") is not { } name)
            {
                yield break;
            }

            yield return (name, List($"{prefix}.Value"));
        }
    }
}
