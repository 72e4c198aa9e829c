using System.Text.Json.Nodes;

namespace MutexResponder.Tests.Infra.Support;

/// <summary>One statement of an IAM policy, as the template writes it.</summary>
/// <param name="Role">Logical id of the role that carries it.</param>
/// <param name="Json">The statement.</param>
internal sealed record PolicyStatement(string Role, JsonObject Json)
{
    public string Sid => (string?)Json[nameof(Sid)] ?? "(no Sid)";

    public IReadOnlyList<string> Actions => [.. List("Action").Select(node => (string)node!)];

    /// <summary>Resources; an intrinsic function appears as its JSON text.</summary>
    public IReadOnlyList<string> Resources => [.. List("Resource").Select(node => node is JsonValue value ? (string)value! : node!.ToJsonString())];

    /// <summary>Whether only resources with a tag of a certain value are meant.</summary>
    public bool RequiresTag =>
        Json["Condition"]?["StringEquals"] is JsonObject conditions
        && conditions.Any(pair => pair.Key.StartsWith("aws:ResourceTag/", StringComparison.Ordinal) && pair.Value is not null);

    /// <summary>IAM takes one value in place of a list of one.</summary>
    private JsonArray List(string name) => Json[name] switch
    {
        null => [],
        JsonArray list => list,
        JsonNode one => [one.DeepClone()],
    };
}
