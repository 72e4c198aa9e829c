using System.Text;
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

    public static string Dedup(string text) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("dedupString", text);
        json.WriteEndObject();
    });

    public static string Resource(string arn) => Write(json =>
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("arn", arn);
        json.WriteEndObject();
        json.WriteEndArray();
    });

    public static string Runbooks(IEnumerable<string> names) => Write(json =>
    {
        json.WriteStartArray();
        foreach (string name in names)
        {
            json.WriteStartObject();
            json.WriteString("automationId", name);
            json.WriteString("automationType", "AWS::SSM::Automation");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
