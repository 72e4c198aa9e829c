using System.Text.Json;

namespace MutexResponder.Lambda.Aws.OpsItems;

/// <summary>
/// The values under OpsCenter's special keys: JSON in a string (Systems Manager User Guide, "Creating OpsItems by using the AWS CLI").
/// </summary>
public static class OpsItemReferences
{
    /// <summary>Makes a second open item of the same text impossible; cannot be changed later.</summary>
    public const string DedupKey = "/aws/dedup";

    /// <summary>The resources that the item is about.</summary>
    public const string ResourcesKey = "/aws/resources";

    /// <summary>The runbooks that the item offers.</summary>
    public const string AutomationsKey = "/aws/automations";

    public static string Dedup(string text) => $$"""{"dedupString":{{Quoted(text)}}}""";

    public static string Resource(string arn) => $$"""[{"arn":{{Quoted(arn)}}}]""";

    public static string Runbooks(IEnumerable<string> names) =>
        $"[{string.Join(',', names.Select(name => $$"""{"automationId":{{Quoted(name)}},"automationType":"AWS::SSM::Automation"}"""))}]";

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
